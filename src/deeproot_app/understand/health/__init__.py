"""Health, read twice: the computed reading of each customer, and what a person thinks; neither enters the other."""
