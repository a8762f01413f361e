"""Mandates (授权委托书): who may act for whom, in which matter, with which powers, from when to when."""
