"""What people did or what befell them on the day, against what the services can show for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """``name`` is what happened, ``answer`` what the suite made of it, in Chinese.

    ``expected`` is how often it happened to people, ``found`` how many of those the services' own words show. What
    never happened is not shown.
    """

    name: str
    answer: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return 0 < self.expected == self.found

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}
