"""Who stays: customers and revenue, by month, by cohort, and as survival curves. With contracts and without: apart."""
