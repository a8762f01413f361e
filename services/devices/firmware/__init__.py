"""Which firmware terminals should have, and which do not (固件版本说明)."""
