"""Figures as data: what is counted, what stands open, and what is divided by what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from services.reporting.units.rules import UnitKind

NONE = "—"
Measure = Literal["rows", "subjects", "quantity", "waiting_seconds", "handling_seconds", "working_days"]
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Bucket:
    """Facts of a period counted together. ``subjects`` counts each case, ticket … once, however often it occurs."""

    kind: str
    item_kind: str | None = None
    detail: str | None = None
    flag: bool | None = None
    rows: int = 0
    subjects: int = 0
    quantity: int = 0
    waiting_seconds: int = 0
    handling_seconds: int = 0
    working_days: int = 0


@dataclass(frozen=True)
class Count:
    """A figure that is counted. ``units``: whose tables it stands in besides the town's; None in a filter is any."""

    code: str
    title: str
    kind: str
    units: frozenset[UnitKind]
    measure: Measure = "rows"
    item_kind: str | None = None
    detail: str | None = None
    flag: bool | None = None
    note: str = ""

    def of(self, buckets: Iterable[Bucket]) -> int:
        return sum(getattr(bucket, self.measure) for bucket in buckets if self._takes(bucket))

    def _takes(self, bucket: Bucket) -> bool:
        return bucket.kind == self.kind and all(
            wanted is None or wanted == found
            for wanted, found in (
                (self.item_kind, bucket.item_kind),
                (self.detail, bucket.detail),
                (self.flag, bucket.flag),
            )
        )


@dataclass(frozen=True)
class Stock:
    """What stands open: subjects that ``opens`` happened to and none of ``closes``, or ``reopens`` after it.

    A figure at two moments: ``<code>_carried`` before the period begins (结转) and ``<code>_open`` when it ends (在办).
    """

    code: str
    title: str
    opens: str
    closes: tuple[str, ...]
    units: frozenset[UnitKind]
    reopens: tuple[str, ...] = ()

    @property
    def carried(self) -> str:
        return f"{self.code}_carried"

    @property
    def open(self) -> str:
        return f"{self.code}_open"


@dataclass(frozen=True)
class Ratio:
    """A sum of counts divided by another, ``times`` so much. ``less`` is taken off the latter.

    ``excludes`` says in words what is left out.
    """

    code: str
    title: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    times: Fraction = HUNDRED
    unit: str = "%"
    excludes: str = ""
    less: tuple[str, ...] = ()

    @property
    def parts(self) -> set[str]:
        return {*self.numerator, *self.denominator, *self.less}

    def of(self, counts: Mapping[str, int]) -> Share | None:
        """None where a part of it is not counted."""
        if not counts.keys() >= self.parts:
            return None
        above = sum(counts[code] for code in self.numerator)
        below = sum(counts[code] for code in self.denominator) - sum(counts[code] for code in self.less)
        return Share(above, below, shown(above, below, self.times, self.unit))


@dataclass(frozen=True)
class Share:
    """A ratio with what it was made of; ``text`` is what a table prints."""

    numerator: int
    denominator: int
    text: str


def shown(above: int, below: int, times: Fraction = HUNDRED, unit: str = "%") -> str:
    """``above`` / ``below`` with one decimal, halves away from zero. A denominator of 0 is "—", never 100 %."""
    if below == 0:
        return NONE
    value = Fraction(above, below) * times
    tenths = floor(abs(value) * 10 + Fraction(1, 2))
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}{unit}"


@dataclass(frozen=True)
class Definitions:
    """All figures of a table."""

    counts: tuple[Count, ...]
    stocks: tuple[Stock, ...]
    ratios: tuple[Ratio, ...]

    def faults(self, kinds: Iterable[str]) -> list[str]:
        """What is wrong with them, in words; ``kinds`` are the kinds of facts that there are."""
        known = set(kinds)
        codes = [count.code for count in self.counts]
        codes += [code for stock in self.stocks for code in (stock.carried, stock.open)]
        every = codes + [ratio.code for ratio in self.ratios]
        found = [f"{code}: defined twice" for code in sorted({code for code in every if every.count(code) > 1})]
        found += [f"{count.code}: no facts of {count.kind}" for count in self.counts if count.kind not in known]
        for stock in self.stocks:
            kinds_of_stock = {stock.opens, *stock.closes, *stock.reopens}
            found += [f"{stock.code}: no facts of {kind}" for kind in kinds_of_stock - known]
        for ratio in self.ratios:
            found += [f"{ratio.code}: no figure {code}" for code in ratio.parts - {*codes}]
        return found

    def count(self, buckets: Sequence[Bucket], kind: UnitKind | None) -> dict[str, int]:
        """The counts that stand in a table of ``kind``; None is the town's own line, which has all."""
        return {count.code: count.of(buckets) for count in self.counts if kind is None or kind in count.units}

    def share(self, counts: Mapping[str, int]) -> dict[str, Share]:
        """The ratios that can be made of ``counts``."""
        shares = ((ratio.code, ratio.of(counts)) for ratio in self.ratios)
        return {code: share for code, share in shares if share is not None}
