"""Programmes: whom they are for, what they would have done, who is held out, when they run."""
