"""Following up on promises: delivered, put off with a word, handed over, withdrawn; and each morning, what is owed."""
