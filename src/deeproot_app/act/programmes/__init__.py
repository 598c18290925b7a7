"""Programmes at work: customers enter, are held out or pass through the steps, and leave."""
