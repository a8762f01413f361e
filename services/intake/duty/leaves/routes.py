"""Leave over HTTP: one's own for everybody, all of the centre's for those in charge."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.leaves import deciding, refusals, requesting, schemas, views
from services.intake.duty.leaves.reading import find_leaves
from services.intake.duty.leaves.rules import LEADS, Half, Span
from services.intake.duty.leaves.steps import leave_of
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.staff.visibility import whose
from services.intake.territory import acting_centre

STAFF = (Role.CLERK, Role.WINDOW_LEAD, Role.PETITION_OFFICER, Role.REPORTER, Role.DIRECTOR)
MOVES = refusals.LeaveMoveRefused.__subclasses__()


class LeaveRoutes:
    @route(
        "POST", "/leaves", body=schemas.RequestLeave(), returns=schemas.LeaveTold(), status=201, roles=STAFF,
        summary="申请请假",
        errors=(refusals.UnknownLeaver, refusals.LeaveInPast, refusals.LeaveOverlaps, refusals.LeaveStandInUnfit),
    )  # fmt: skip
    def request_leave(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """The answer names the sessions that nobody would cover if it were approved as it stands."""
        span = Span(body["first_day"], Half(body["first_half"]), body["last_day"], Half(body["last_half"]))
        leave = requesting.request_leave(
            tx, acting_centre(tx, body["centre"]), body["login"] or tx.actor.id, span, body["kind"], body["reason"],
            body["stand_in"],
        )  # fmt: skip
        return views.shown(tx, leave)

    @route(
        "GET", "/leaves", query=schemas.LeaveQuery(), returns=Page(schemas.LeaveView()), roles=STAFF,
        summary="请假清单",
    )  # fmt: skip
    def list_leaves(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = find_leaves(
            acting_centre(tx, query["centre"]), query["state"], whose(tx.actor, query["person"], LEADS),
            query["first"], query["last"],
        )  # fmt: skip
        shown = page(tx, found, order_by=[Leave.id.desc()], cursor=query["cursor"], limit=query["limit"])
        return {**shown, "items": views.shown_all(tx, shown["items"])}

    @route("GET", "/leaves/<leave_id>", returns=schemas.LeaveInFull(), roles=STAFF, summary="请假")
    def show_leave(self, tx: ReadTransaction, leave_id: str) -> Any:
        leave = leave_of(tx, leave_id)
        whose(tx.actor, leave.login, LEADS)
        return views.shown(tx, leave)

    @route(
        "POST", "/leaves/<leave_id>/approve", body=schemas.Approve(), returns=schemas.LeaveTold(), roles=LEADS,
        if_match=True, summary="批准请假，可另行指定顶岗人",
        errors=(*MOVES, refusals.OwnLeave, refusals.LeaveStandInUnfit, refusals.PostLeftUncovered,
                refusals.OnlyTheDirector),
    )  # fmt: skip
    def approve_leave(self, tx: Transaction, leave_id: str, body: dict[str, Any]) -> Any:
        return views.shown(tx, deciding.approve(tx, leave_id, **body))

    @route(
        "POST", "/leaves/<leave_id>/decline", body=schemas.Decline(), returns=schemas.LeaveTold(), roles=LEADS,
        if_match=True, summary="不批准请假", errors=(*MOVES, refusals.OwnLeave),
    )  # fmt: skip
    def decline_leave(self, tx: Transaction, leave_id: str, body: dict[str, Any]) -> Any:
        return views.shown(tx, deciding.decline(tx, leave_id, **body))

    @route(
        "POST", "/leaves/<leave_id>/stand-in", body=schemas.NameStandIn(), returns=schemas.LeaveTold(), roles=LEADS,
        if_match=True, summary="批准后另定顶岗人",
        errors=(*MOVES, refusals.OwnLeave, refusals.LeaveStandInUnfit, refusals.LeaveOver),
    )  # fmt: skip
    def name_stand_in(self, tx: Transaction, leave_id: str, body: dict[str, Any]) -> Any:
        return views.shown(tx, deciding.name_stand_in(tx, leave_id, **body))

    @route(
        "POST", "/leaves/<leave_id>/cancel", returns=schemas.LeaveTold(), roles=STAFF, if_match=True,
        summary="取消请假", errors=(*MOVES, refusals.LeaveBegun),
    )  # fmt: skip
    def cancel_leave(self, tx: Transaction, leave_id: str) -> Any:
        return views.shown(tx, requesting.cancel(tx, leave_id))

    @route(
        "POST", "/leaves/<leave_id>/shorten", body=schemas.Shorten(), returns=schemas.LeaveTold(), roles=STAFF,
        if_match=True, summary="销假：提前返岗", errors=(*MOVES, refusals.LeaveOver, refusals.NotShorter),
    )  # fmt: skip
    def shorten_leave(self, tx: Transaction, leave_id: str, body: dict[str, Any]) -> Any:
        return views.shown(tx, requesting.shorten(tx, leave_id, body["last_day"], Half(body["last_half"])))
