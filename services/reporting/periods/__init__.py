"""Periods that figures are told for."""
