"""Measurements: each figure beside its yardstick from the same run. ``./dev bench``."""
