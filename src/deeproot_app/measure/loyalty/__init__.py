"""Loyalty as it is stored and shown, the candidates for ambassadors, and what referred customers brought."""
