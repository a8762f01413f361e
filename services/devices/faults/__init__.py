"""Faults of terminals (故障)."""
