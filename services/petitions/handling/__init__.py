"""Handling (办理): the unit signs for it and answers; the officer closes it."""
