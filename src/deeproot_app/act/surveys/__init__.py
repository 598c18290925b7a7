"""Surveys: made, asked past the gate, answered on a signed link, told in the customer's story (docs/surveys.md)."""
