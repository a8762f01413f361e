"""Waiting estimates (预计等候时间), learned from the last weeks."""
