"""Counts and states of cameras (摄像头)."""
