"""Who people are: their numbers checked, hidden and encrypted; staff passwords, tokens and lock-out."""
