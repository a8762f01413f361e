"""Displays, screens and the voice follow the queue (显示与播报)."""
