"""Ambassadors: asking a customer for a favour at the right moment, and who brought us whom (docs/loyalty.md)."""
