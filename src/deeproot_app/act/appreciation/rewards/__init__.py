"""Loyalty rewards: points for what customers did, a ledger that is only added to, and what the points buy."""
