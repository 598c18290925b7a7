"""Everyone on board (W4): who takes part, first weeks, use of our own product (docs/everyone-on-board.md)."""
