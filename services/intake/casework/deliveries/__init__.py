"""Delivery of results (结果送达): by pick-up, post or village agent, by a day the law sets, to whom and when."""
