"""Rosters of extended hours over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.errors import Invalid
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.rosters import actions, rules
from services.intake.duty.rosters.schemas import RosterQuery, RosterView, SetRoster
from services.intake.territory import acting_centre

IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)
LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER)
USUAL_SPAN = timedelta(weeks=4)


class RosterRoutes:
    @route(
        "GET", "/extended-hours", query=RosterQuery(), returns=RosterView(), roles=LOOKING, summary="延时服务轮值表"
    )  # fmt: skip
    def list_roster(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        first = query["first"] or local(tx.now).date()
        last = query["last"] or first + USUAL_SPAN
        found = actions.find_shifts(acting_centre(tx, query["centre"]), first, last)
        return {"shifts": tx.session.scalars(found).all()}

    @route(
        "PUT", "/extended-hours/<day>", body=SetRoster(), returns=RosterView(), roles=IN_CHARGE,
        summary="设置一天的延时服务轮值",
        errors=(rules.PastRoster, rules.DayOff, rules.NotExtended, rules.RosterClash, rules.UnknownClerk),
    )  # fmt: skip
    def put_roster(self, tx: Transaction, day: str, body: dict[str, Any]) -> Any:
        """``day``: a date such as 2026-03-07."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            raise Invalid("日期应为 2026-03-07 这样的形式", field="day") from None
        return {"shifts": actions.set_roster(tx, acting_centre(tx, body["centre"]), on, body["shifts"])}
