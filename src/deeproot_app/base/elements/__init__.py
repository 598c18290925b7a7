"""What pages are made of, as far as it is reckoned: how moments and figures are written, how charts are drawn."""
