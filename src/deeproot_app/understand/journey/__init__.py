"""The journey: drawn from the record, edited by hand, walked, and printed."""
