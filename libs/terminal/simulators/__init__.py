"""Devices without people or hardware, speaking the real protocol: for the demo, tests, load, and by hand."""
