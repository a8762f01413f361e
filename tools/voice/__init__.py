"""Making the shipped clips of the announcer."""
