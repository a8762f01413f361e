"""Dispatch (交办): which unit answers for a petition."""
