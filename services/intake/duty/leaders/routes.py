"""Duty leaders over HTTP; who leads today is public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import PUBLIC, Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.schemas import Reason
from services.intake.duty.leaders import actions, reading, rules, schemas
from services.intake.duty.leaders.tables import DutySwap
from services.intake.territory import acting_centre, public_centre

LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER, Role.AUDITOR)
LEADERS = (Role.WINDOW_LEAD, Role.DIRECTOR)
MOVES = rules.SwapMoveRefused.__subclasses__()
USUAL_SPAN = timedelta(weeks=4)


class LeaderRoutes:
    @route(
        "GET", "/duty-leaders/today", query=schemas.PublicQuery(), returns=schemas.PublicLeader(), roles=PUBLIC,
        summary="今日值班领导",
    )  # fmt: skip
    def show_duty_leader(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Name and post, as on the whereabouts board."""
        return reading.public_leader(tx, public_centre(tx, query["centre"]), local(tx.now).date())

    @route(
        "GET", "/duty-leaders", query=schemas.RosterQuery(), returns=schemas.LeaderRoster(), roles=LOOKING,
        summary="值班领导表",
    )  # fmt: skip
    def list_duty_leaders(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        first = query["first"] or local(tx.now).date()
        last = query["last"] or first + USUAL_SPAN
        return {"days": reading.roster(tx, acting_centre(tx, query["centre"]), first, last)}

    @route(
        "PUT", "/duty-leaders", body=schemas.SetLeaders(), returns=schemas.LeaderRoster(), roles={Role.DIRECTOR},
        summary="排定值班领导", errors=(rules.PastDay, rules.UnfitLeader),
    )  # fmt: skip
    def put_duty_leaders(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """All the days that are given, or none."""
        centre, days = acting_centre(tx, body["centre"]), [each["day"] for each in body["days"]]
        for each in body["days"]:
            actions.set_leader(tx, centre, each["day"], each["login"])
        return {"days": reading.roster(tx, centre, min(days), max(days))}

    @route(
        "POST", "/duty-swaps", body=schemas.AskSwap(), returns=schemas.SwapView(), status=201, roles=LEADERS,
        summary="提出换班",
        errors=(rules.PastDay, rules.NotYourDay, rules.UnfitLeader, rules.NobodyOnThatDay, rules.SwapPending),
    )  # fmt: skip
    def ask_swap(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.ask_swap(tx, acting_centre(tx, body.pop("centre")), **body)

    @route(
        "GET", "/duty-swaps", query=schemas.SwapQuery(), returns=Page(schemas.SwapView()), roles=LOOKING,
        summary="换班清单",
    )  # fmt: skip
    def list_swaps(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        mine = tx.actor.id if query["mine"] else None
        found = reading.find_swaps(acting_centre(tx, query["centre"]), query["state"], mine)
        return page(tx, found, order_by=[DutySwap.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route(
        "POST", "/duty-swaps/<swap_id>/accept", returns=schemas.SwapView(), roles=LEADERS, if_match=True,
        summary="同意换班", errors=(*MOVES, rules.NotTheOneAsked, rules.UnfitLeader),
    )  # fmt: skip
    def accept_swap(self, tx: Transaction, swap_id: str) -> Any:
        return actions.accept_swap(tx, swap_id)

    @route(
        "POST", "/duty-swaps/<swap_id>/decline", body=Reason(), returns=schemas.SwapView(), roles=LEADERS,
        if_match=True, summary="不同意换班", errors=(*MOVES, rules.NotTheOneAsked),
    )  # fmt: skip
    def decline_swap(self, tx: Transaction, swap_id: str, body: dict[str, Any]) -> Any:
        return actions.decline_swap(tx, swap_id, **body)

    @route(
        "POST", "/duty-swaps/<swap_id>/withdraw", returns=schemas.SwapView(), roles=LEADERS, if_match=True,
        summary="撤回换班", errors=(*MOVES, rules.NotYourDay),
    )  # fmt: skip
    def withdraw_swap(self, tx: Transaction, swap_id: str) -> Any:
        return actions.withdraw_swap(tx, swap_id)
