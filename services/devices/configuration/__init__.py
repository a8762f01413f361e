"""Settings of terminals: desired at three levels, reported by the terminal (期望与上报配置)."""
