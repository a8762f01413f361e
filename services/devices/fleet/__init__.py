"""Figures of all terminals together (终端总览指标)."""
