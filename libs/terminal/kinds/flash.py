"""When an LED board's controller may write its flash memory: some 100,000 times in its life. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from libs.terminal.envelope import instant, stamp

LIFETIME: Final = 100_000
LEAST_SECONDS: Final = 60
"""Between two writes, unless the setting ``flash_seconds`` says otherwise."""


@dataclass(frozen=True)
class Flash:
    """``digest`` names what the flash holds; None: nothing, or a write that was never finished."""

    writes: int = 0
    digest: str | None = None
    begun_at: datetime | None = None

    def wait(self, digest: str, now: datetime, least: timedelta) -> timedelta | None:
        """How long until ``digest`` may be written; None when there is nothing to write.

        Never longer than ``least``: a clock that was set back must not stop writing for good.
        """
        if digest == self.digest:
            return None
        if self.begun_at is None:
            return timedelta(0)
        return min(least, max(timedelta(0), self.begun_at + least - now))

    def begun(self, now: datetime) -> Flash:
        """Counted before it is done: a power cut in between must not hide a write."""
        return Flash(self.writes + 1, None, now)

    def done(self, digest: str) -> Flash:
        return replace(self, digest=digest)

    def wire(self, *, pending: bool) -> dict[str, Any]:
        """``data`` of ``led-state``."""
        written_at = None if self.begun_at is None else stamp(self.begun_at)
        return {
            "flash_writes": self.writes, "flash_digest": self.digest, "written_at": written_at, "pending": pending,
        }  # fmt: skip

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Flash:
        """From what ``wire`` wrote."""
        begun_at = instant(kept["written_at"]) if kept["written_at"] else None
        return cls(kept["flash_writes"], kept["flash_digest"], begun_at)
