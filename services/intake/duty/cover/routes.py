"""Cover and the alarms of duty over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.errors import Invalid, NotFound
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.intake.duty.alarms.actions import find_alarms
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.duty.cover import schemas, views
from services.intake.duty.cover.reading import next_duty_day
from services.intake.territory import acting_centre

LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER, Role.AUDITOR)


class CoverRoutes:
    @route(
        "GET", "/cover", query=schemas.DayQuery(), returns=schemas.CoverView(), roles=LOOKING, summary="某日到岗覆盖"
    )
    def show_cover(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Today unless said; a past day as it was kept."""
        return views.cover_view(tx, acting_centre(tx, query["centre"]), query["date"] or local(tx.now).date())

    @route(
        "GET", "/cover/next", query=schemas.CentreQuery(), returns=schemas.CoverView(), roles=LOOKING,
        summary="下一个值守日的到岗覆盖",
    )  # fmt: skip
    def show_next_cover(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Of tomorrow or, over a weekend or holidays, of the next working day or day with a roster."""
        centre = acting_centre(tx, query["centre"])
        day = next_duty_day(tx, centre, local(tx.now).date())
        if day is None:
            raise NotFound("近期没有值守日")
        return views.cover_view(tx, centre, day)

    @route(
        "GET", "/cover/<day>/<int:revision>", query=schemas.CentreQuery(), returns=schemas.RevisionInFull(),
        roles=LOOKING, summary="某日覆盖结论的一版及其依据",
    )  # fmt: skip
    def show_cover_revision(self, tx: ReadTransaction, day: str, revision: int, query: dict[str, Any]) -> Any:
        """``day``: a date such as 2026-03-03. Revision 1 is the evening's before it."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise Invalid("日期应为 2026-03-03 这样的形式", field="day") from None
        return views.revision_view(tx, acting_centre(tx, query["centre"]), on, revision)

    @route(
        "GET", "/duty-alarms", query=schemas.AlarmQuery(), returns=Page(schemas.AlarmView()), roles=LOOKING,
        summary="值守预警",
    )  # fmt: skip
    def list_duty_alarms(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = page(
            tx, find_alarms(acting_centre(tx, query["centre"]), query["state"], query["kind"], query["date"]),
            order_by=[DutyAlarm.id.desc()], cursor=query["cursor"], limit=query["limit"],
        )  # fmt: skip
        return {**found, "items": [views.alarm_view(alarm) for alarm in found["items"]]}
