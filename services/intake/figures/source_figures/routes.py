"""Figures at the source over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction
from services.intake.figures.source_figures.actions import source_figures
from services.intake.figures.source_figures.schemas import PeriodQuery, SourceTable
from services.intake.territory import acting_centre


class SourceFigureRoutes:
    @route(
        "GET", "/source-figures", query=PeriodQuery(), returns=SourceTable(), summary="窗口原始数据",
        roles=(Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER, Role.AUDITOR),
    )  # fmt: skip
    def show_source_figures(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """What *reporting* counts from events comes to the same, once it has heard them."""
        return source_figures(tx, acting_centre(tx, query["centre"]), query["first"], query["last"])
