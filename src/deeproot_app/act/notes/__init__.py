"""Words among us: notes, mentions and handovers that the customer never sees, and what each of us is told of."""
