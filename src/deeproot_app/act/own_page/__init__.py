"""The page that a customer may see: their story with us, our promises, their cases, the plan, and their word on it."""
