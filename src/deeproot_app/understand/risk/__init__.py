"""Risk, kept: each judgement with what it rests on, and every customer's probability over time."""
