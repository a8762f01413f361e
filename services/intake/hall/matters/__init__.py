"""Matters (事项): several on one ticket, one after the other, without a new number."""
