"""Cases (办件): from registration to completion, with legal and promised limits."""
