"""Small habits (W5): taken up by a person or a team, reckoned from the record, told in the morning (docs/habits.md)."""
