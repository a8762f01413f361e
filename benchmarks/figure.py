"""What a measurement yields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Figure:
    """``ratio`` is value / yardstick; both in ``unit``. ``promise`` says what the project promises, ``kept`` whether
    it held in this run; both empty for a figure that is only told.
    """

    name: str
    value: float
    unit: str
    yardstick: float | None = None
    yardstick_name: str = ""
    promise: str = ""
    kept: bool | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.yardstick else self.value / self.yardstick

    def as_json(self) -> dict[str, object]:
        ratio = self.ratio
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "yardstick": None if self.yardstick is None else round(self.yardstick, 3),
            "yardstick_name": self.yardstick_name,
            "ratio": None if ratio is None else round(ratio, 3),
            "promise": self.promise,
            "kept": self.kept,
        }


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least ``part`` (0 to 1) of ``values`` do not exceed. Raises ValueError when empty."""
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[max(0, ceil(part * len(values)) - 1)]
