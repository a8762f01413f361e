"""The terminal's side of the hall protocol (docs/terminal-protocol.md).

A terminal is a foreign machine: this package runs on the standard library, paho-mqtt and SQLite alone.
"""
