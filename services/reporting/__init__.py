"""Figures (统计): facts from everything that was told, the month table, and the identities that must hold in it."""
