"""Terminals of the hall (终端): who they are, what they say, what they are told, what they show."""
