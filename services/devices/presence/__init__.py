"""Which terminals are there (在线状态)."""
