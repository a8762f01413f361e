"""A table of figures: the town's line, then one for each unit that is listed or had work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from libs.common.transaction import ReadTransaction
from services.reporting.figures.counting import UnitKey, standing, steady, town_buckets, unit_buckets
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.identities import Identity, identities
from services.reporting.figures.rules import Bucket, Share
from services.reporting.periods.rules import Period
from services.reporting.units.actions import centre_asked, units_of
from services.reporting.units.rules import UnitKind


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    code: str
    name: str
    counts: Mapping[str, int]

    @property
    def ratios(self) -> Mapping[str, Share]:
        return DEFINITIONS.share(self.counts)


@dataclass(frozen=True)
class Table:
    """The figures of a centre in a period, as far as they were heard at ``as_of`` (hall time)."""

    centre: str
    period: Period
    as_of: datetime
    town: Line
    windows: list[Line]
    villages: list[Line]
    departments: list[Line]

    @property
    def identities(self) -> list[Identity]:
        lines = {
            UnitKind.WINDOW: self.windows,
            UnitKind.VILLAGE: self.villages,
            UnitKind.DEPARTMENT: self.departments,
        }
        return identities(self.town.counts, {kind: [line.counts for line in found] for kind, found in lines.items()})


def table(tx: ReadTransaction, centre: str | None, period: Period) -> Table:
    """The table of ``centre`` (None: the only one that the actor sees). Must be the transaction's first question.

    Raises CentreMissing, Forbidden.
    """
    steady(tx)
    centre = centre_asked(tx, centre)
    stocks = _stocks(tx, centre, period)
    named = {(unit.kind, unit.code): unit.name for unit in units_of(tx, centre)}
    parts = unit_buckets(tx, centre, period)

    def lines(kind: UnitKind) -> list[Line]:
        codes = [code for found, code in named if found == kind]
        worked = {code for found, code in {*parts, *stocks} if found == kind and code is not None}
        codes += sorted(worked.difference(codes))
        return [_line(kind, code, named.get((kind.value, code), code), parts, stocks) for code in codes]

    return Table(
        centre=centre,
        period=period,
        as_of=tx.now,
        town=_town(town_buckets(tx, centre, period), stocks),
        windows=lines(UnitKind.WINDOW),
        villages=lines(UnitKind.VILLAGE),
        departments=lines(UnitKind.DEPARTMENT),
    )


def _stocks(tx: ReadTransaction, centre: str, period: Period) -> dict[UnitKey, dict[str, int]]:
    """What stood open before and at the end of the period, by unit and code."""
    found: dict[UnitKey, dict[str, int]] = {}
    for stock in DEFINITIONS.stocks:
        for code, day in ((stock.carried, period.day_before), (stock.open, period.last)):
            for unit, number in standing(tx, centre, stock, day).items():
                found.setdefault(unit, {})[code] = number
    return found


def _town(buckets: list[Bucket], stocks: Mapping[UnitKey, Mapping[str, int]]) -> Line:
    counts = DEFINITIONS.count(buckets, None)
    for stock in DEFINITIONS.stocks:
        for code in (stock.carried, stock.open):
            counts[code] = sum(unit.get(code, 0) for unit in stocks.values())
    return Line("", "全镇", counts)


def _line(
    kind: UnitKind,
    code: str,
    name: str,
    parts: Mapping[UnitKey, list[Bucket]],
    stocks: Mapping[UnitKey, Mapping[str, int]],
) -> Line:
    unit = (kind.value, code)
    counts = DEFINITIONS.count(parts.get(unit, []), kind)
    for stock in DEFINITIONS.stocks:
        if kind in stock.units:
            for moment in (stock.carried, stock.open):
                counts[moment] = stocks.get(unit, {}).get(moment, 0)
    return Line(code, name, counts)
