"""Identifiers: UUIDv7, so that rows written later sort later."""

from datetime import datetime

from uuid_utils import uuid7


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters of text."""
    return str(uuid7())


def earliest_id(moment: datetime) -> str:
    """Text that sorts before every identifier made at ``moment`` (real time) or later, after every earlier one."""
    stamp = f"{int(moment.timestamp() * 1000):012x}"
    return f"{stamp[:8]}-{stamp[8:]}"
