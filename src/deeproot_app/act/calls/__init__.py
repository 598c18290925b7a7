"""Calling: whom, when in their own zone, with which brief and script, and what came of it, each step undoable."""
