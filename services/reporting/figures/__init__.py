"""Figures: defined as data, counted from facts, shown by window, village and handling unit."""
