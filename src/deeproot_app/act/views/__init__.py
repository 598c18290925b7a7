"""The pages of acting."""
