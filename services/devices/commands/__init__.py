"""What terminals are told, until each has answered (下行指令)."""
