"""intake against real databases and the real broker."""
