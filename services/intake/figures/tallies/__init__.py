"""Tallies (窗口计数): consultations, copies, certificates, calls — counted by a press."""
