"""Personas: suggested from the record, described and given by people, and what drifted since."""
