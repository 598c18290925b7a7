"""Reading files as others wrote them: their encoding, their delimiter, their rows. Knows nothing of our tables."""
