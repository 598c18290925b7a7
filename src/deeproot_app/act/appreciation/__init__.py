"""Thank-yous and gifts within a budget, and whom nobody thanked for long (docs/appreciation.md)."""
