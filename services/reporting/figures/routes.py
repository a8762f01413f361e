"""Figures over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.schemas import (
    DefinitionsView,
    IdentitiesView,
    MonthQuery,
    SpanQuery,
    TableQuery,
    TableView,
)
from services.reporting.figures.views import Table, table
from services.reporting.periods.rules import (
    CALENDAR_CUT,
    NotADay,
    NotAMonth,
    PeriodBackwards,
    day_period,
    month_period,
    span_period,
)
from services.reporting.units.rules import CentreMissing

READERS = frozenset({Role.REPORTER, Role.DIRECTOR})
CUTS = {"26": 25, "calendar": CALENDAR_CUT}


class FigureRoutes:
    @route(
        "GET", "/months/<month>", query=MonthQuery(), returns=TableView(), roles=READERS, summary="月报表",
        errors=(NotAMonth, CentreMissing),
    )  # fmt: skip
    def show_month(self, tx: ReadTransaction, month: str, query: dict[str, Any]) -> Table:
        """The figures of a month, ``yyyy-mm``."""
        cut_off_day = CUTS[query["cut"]] if query["cut"] else tx.settings.hall["month_cut_off_day"]
        return table(tx, query["centre"], month_period(month, cut_off_day))

    @route(
        "GET", "/days/<day>", query=TableQuery(), returns=TableView(), roles=READERS, summary="日报表",
        errors=(NotADay, CentreMissing),
    )  # fmt: skip
    def show_day(self, tx: ReadTransaction, day: str, query: dict[str, Any]) -> Table:
        """The figures of a day, ``yyyy-mm-dd``."""
        return table(tx, query["centre"], day_period(day))

    @route(
        "GET", "/identities", query=SpanQuery(), returns=IdentitiesView(), roles=READERS, summary="平衡关系",
        errors=(PeriodBackwards, NotADay, CentreMissing),
    )  # fmt: skip
    def show_identities(self, tx: ReadTransaction, query: dict[str, Any]) -> Table:
        """What must hold in the figures of any stretch of days, with both sides."""
        return table(tx, query["centre"], span_period(query["since"], query["until"]))

    @route("GET", "/figures", returns=DefinitionsView(), roles=READERS, summary="指标口径")
    def show_definitions(self, tx: ReadTransaction) -> Any:
        """How every figure is made: what is counted, from which facts, and what is left out."""
        return DEFINITIONS
