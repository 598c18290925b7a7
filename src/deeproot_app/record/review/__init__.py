"""What was read waits here for a person's word: which proposals, in which order, in plain words, with their message."""
