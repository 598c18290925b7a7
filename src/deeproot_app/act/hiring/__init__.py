"""Hiring (W4): questions of culture, and sheets that nobody sees before their own (docs/everyone-on-board.md)."""
