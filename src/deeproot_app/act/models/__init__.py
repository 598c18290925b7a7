"""What we did, and what came back: sendings, calls, surveys, events."""
