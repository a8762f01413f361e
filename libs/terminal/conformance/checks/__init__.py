"""The rows, grouped by what they look at."""
