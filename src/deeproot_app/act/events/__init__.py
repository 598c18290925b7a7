"""Events: who is asked, who comes, who came, and what follows (docs/appreciation.md)."""
