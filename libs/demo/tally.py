"""What the simulated people did, counted on their side: the demo compares it with what the suite recorded."""

from __future__ import annotations

import threading
from collections import Counter


class Tally:
    """Counts by name, from many threads; ``troubles`` holds what went otherwise than planned."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.troubles: list[str] = []

    def add(self, what: str, number: int = 1) -> None:
        with self._lock:
            self.counts[what] += number

    def trouble(self, what: str) -> None:
        with self._lock:
            self.troubles.append(what)

    def __getitem__(self, what: str) -> int:
        with self._lock:
            return self.counts[what]
