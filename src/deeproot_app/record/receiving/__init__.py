"""What sources send by themselves: known by its key, read within limits, kept before it is acknowledged."""
