"""What terminals say: checked, deduplicated, stored and told on (上行)."""
