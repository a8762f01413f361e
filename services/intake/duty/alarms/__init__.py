"""Alarms of duty: each raised once, and cleared once or left behind by its day."""
