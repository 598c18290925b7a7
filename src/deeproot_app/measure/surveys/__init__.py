"""What surveys say: reckoned by the library from the record, with the answers behind each figure."""
