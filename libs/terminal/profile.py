"""Who a terminal is, and how patient it is with the network."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from libs.terminal.vocabulary import COMMANDS, Kind


@dataclass(frozen=True)
class Identity:
    """``centre`` and ``terminal`` follow the topic grammar (libs.terminal.topics)."""

    centre: str
    terminal: str
    kind: Kind
    firmware: str = "bianmin-terminal 1"

    @property
    def capabilities(self) -> list[str]:
        """The commands it carries out."""
        return sorted(COMMANDS[self.kind])


@dataclass(frozen=True)
class Pace:
    """Real seconds: waiting for the network is not part of the hall's day."""

    first_retry: float = 0.5
    longest_retry: float = 30.0
    heartbeat: float = 60.0
    window: int = 50  # messages on their way to the broker at a time

    def retry_after(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row; a hall must not come back in one instant."""
        longest = min(self.longest_retry, self.first_retry * 2 ** min(failures, 16))
        return longest * random.uniform(0.5, 1.0)


DEFAULT_PACE: Final = Pace()
