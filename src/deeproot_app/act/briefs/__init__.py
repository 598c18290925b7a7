"""The two minutes before a contact: what one must know, what may be offered, and asking where nobody said it."""
