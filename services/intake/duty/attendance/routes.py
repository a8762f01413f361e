"""Sign-in, sign-out and the sheet over HTTP: one's own for everybody, all of the centre's for those in charge."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.attendance import actions, figures, reading, rules, schemas
from services.intake.duty.attendance.tables import Attendance
from services.intake.duty.leaves.refusals import OnLeave
from services.intake.duty.staff.visibility import whose
from services.intake.territory import acting_centre

STAFF = (Role.CLERK, Role.WINDOW_LEAD, Role.PETITION_OFFICER, Role.REPORTER, Role.DIRECTOR)


class AttendanceRoutes:
    @route(
        "POST", "/attendance/sign-in", body=schemas.SignIn(), returns=schemas.AttendanceInFull(), roles=STAFF,
        summary="签到",
        errors=(rules.NotOfTheCentre, rules.NothingToSign, rules.TooEarlyToSign, OnLeave, rules.AlreadySignedIn,
                rules.NotYourWindow),
    )  # fmt: skip
    def sign_in(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """For the session that runs or comes next."""
        return reading.shown(tx, actions.sign_in(tx, acting_centre(tx, body["centre"]), body["window"]))

    @route(
        "POST", "/attendance/sign-out", body=schemas.SignOut(), returns=schemas.AttendanceInFull(), roles=STAFF,
        summary="签退", errors=(rules.NotOfTheCentre, rules.NotSignedIn),
    )  # fmt: skip
    def sign_out(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return reading.shown(tx, actions.sign_out(tx, acting_centre(tx, body["centre"])))

    @route(
        "GET", "/attendance", query=schemas.SheetQuery(), returns=Page(schemas.AttendanceView()), roles=STAFF,
        summary="签到簿",
    )  # fmt: skip
    def list_attendance(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre, day = acting_centre(tx, query["centre"]), query["date"] or local(tx.now).date()
        found = page(
            tx, reading.find_rows(centre, day, whose(tx.actor, query["person"], rules.LEADS)),
            order_by=[Attendance.starts_at, Attendance.login, Attendance.id], cursor=query["cursor"],
            limit=query["limit"],
        )  # fmt: skip
        return {**found, "items": reading.shown_all(tx, centre, found["items"])}

    @route(
        "GET", "/attendance/figures", query=schemas.FiguresQuery(), returns=schemas.FiguresView(), roles=STAFF,
        summary="考勤月表，供考核",
    )  # fmt: skip
    def show_attendance_figures(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre, person = acting_centre(tx, query["centre"]), whose(tx.actor, query["person"], rules.LEADS)
        return {"rows": figures.month_sheet(tx, centre, query["first"], query["last"], person)}

    @route(
        "GET", "/attendance/<attendance_id>", returns=schemas.AttendanceInFull(), roles=STAFF,
        summary="一个班次的签到签退及更正",
    )  # fmt: skip
    def show_attendance(self, tx: ReadTransaction, attendance_id: str) -> Any:
        row = tx.one(Attendance, attendance_id)
        tx.actor.require_centre(row.centre)
        whose(tx.actor, row.login, rules.LEADS)
        return reading.shown(tx, row)

    @route(
        "POST", "/attendance/<attendance_id>/correct", body=schemas.Correct(), returns=schemas.AttendanceInFull(),
        roles=rules.LEADS, if_match=True, summary="更正签到签退", errors=(rules.OwnTimes, rules.TimesBackwards),
    )  # fmt: skip
    def correct_attendance(self, tx: Transaction, attendance_id: str, body: dict[str, Any]) -> Any:
        """Both values are kept: what was pressed, and what counts."""
        reason = body.pop("reason")
        return reading.shown(tx, actions.correct(tx, attendance_id, body, reason))
