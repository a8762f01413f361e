"""The calendar over HTTP: a year for everybody; arrangements for those who publish them."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.errors import StaleVersion
from libs.common.http import PUBLIC, Answer, Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar import publishing, queries
from services.intake.calendar import schemas as wanted
from services.intake.calendar.tables import Publication

PUBLISHERS = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
READERS = PUBLISHERS | {Role.WINDOW_LEAD, Role.AUDITOR}
YEAR = "<int(min=1992,max=2199):year>"
NUMBER = "<int(max=2147483647):number>"
PREVIEW_SECONDS = 30.0


class CalendarRoutes:
    @route("GET", f"/calendar/{YEAR}", returns=wanted.YearView(), roles=PUBLIC, summary="一年的工作日历")
    def show_year(self, tx: ReadTransaction, year: int) -> Any:
        return queries.year_view(tx, year)

    @route("GET", f"/calendar/{YEAR}/sheet", roles=PUBLIC, text=True, summary="一年的工作日历（CSV）")
    def download_year(self, tx: ReadTransaction, year: int) -> Answer:
        return _csv(f"calendar-{year}.csv", queries.year_sheet(tx, year))

    @route(
        "POST", "/calendar/preview", body=wanted.ArrangementBody(), returns=wanted.PreviewView(), roles=PUBLISHERS,
        mode="read", time_limit=PREVIEW_SECONDS, summary="预览放假安排：错误、变动的日子、会变动的期限",
    )  # fmt: skip
    def preview_arrangement(self, tx: ReadTransaction, body: dict[str, Any]) -> Any:
        return publishing.preview(tx, body["arrangement"])

    @route(
        "POST", "/calendar/publications", body=wanted.ArrangementBody(), returns=wanted.PublishedView(),
        roles=PUBLISHERS, summary="公布放假安排，并重算全部在办期限",
        errors=(publishing.ArrangementRefused, StaleVersion),
    )  # fmt: skip
    def publish_arrangement(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return publishing.publish(tx, body["arrangement"])

    @route(
        "GET", "/calendar/publications", query=wanted.PublicationQuery(), returns=Page(wanted.PublicationView()),
        roles=READERS, summary="历次公布",
    )  # fmt: skip
    def list_publications(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = queries.find_publications(query["year"])
        return page(
            tx, found, order_by=[Publication.number.desc()], cursor=query["cursor"], limit=query["limit"]
        )  # fmt: skip

    @route(
        "GET", f"/calendar/publications/{NUMBER}/sheet", roles=READERS, text=True, summary="一次公布的内容（CSV）"
    )  # fmt: skip
    def download_publication(self, tx: ReadTransaction, number: int) -> Answer:
        return _csv(f"calendar-publication-{number}.csv", queries.publication_sheet(tx, number))


def _csv(name: str, text: str) -> Answer:
    headers = [("Content-Disposition", f'attachment; filename="{name}"'), ("X-Content-Type-Options", "nosniff")]
    return Answer(200, text.encode(), "text/csv; charset=utf-8", headers)
