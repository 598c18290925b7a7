"""Loyal, not only retained: engagement, advocacy and attitude of each customer, apart from mere staying."""
