"""Retention and value as they are stored for the pages: reckoned in the background, told with their moment."""
