"""Understand: what each customer lived through with us, from the tables of the record."""
