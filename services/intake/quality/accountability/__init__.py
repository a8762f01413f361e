"""Accountability (责任追究): what went against the hall's promises, the person's statement, and a decision."""
