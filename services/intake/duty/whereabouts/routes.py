"""The whereabouts board over HTTP: for staff; what the public sees of it hangs in the hall."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.leaves.refusals import OnLeave
from services.intake.duty.staff.visibility import whose
from services.intake.duty.whereabouts import actions
from services.intake.duty.whereabouts.register import find_outings
from services.intake.duty.whereabouts.rules import LEADS, AlreadyAtPost, BoardFull, NotOnBoard, StandInUnfit, StandsIn
from services.intake.duty.whereabouts.schemas import (
    CentreQuery,
    Leave,
    OutingQuery,
    OutingView,
    PlacardsView,
    PlacardView,
    PutPlacard,
    Return,
)
from services.intake.duty.whereabouts.tables import Outing
from services.intake.territory import acting_centre

STAFF = (Role.CLERK, Role.WINDOW_LEAD, Role.PETITION_OFFICER, Role.REPORTER, Role.DIRECTOR, Role.ADMINISTRATOR)


class WhereaboutsRoutes:
    @route("GET", "/whereabouts", query=CentreQuery(), returns=PlacardsView(), roles=STAFF, summary="去向牌")
    def list_whereabouts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": actions.placards(tx, acting_centre(tx, query["centre"]))}

    @route("PUT", "/whereabouts/<login>", body=PutPlacard(), returns=PlacardView(), roles=LEADS,
           summary="列入去向牌或修改岗位、电话", errors=(NotOnBoard, BoardFull))  # fmt: skip
    def put_placard(self, tx: Transaction, login: str, body: dict[str, Any]) -> Any:
        return actions.put_placard(tx, acting_centre(tx, body["centre"]), login, body["post"], body["phone"])

    @route("DELETE", "/whereabouts/<login>", query=CentreQuery(), roles=LEADS, summary="移出去向牌",
           errors=(NotOnBoard, StandsIn))  # fmt: skip
    def drop_placard(self, tx: Transaction, login: str, query: dict[str, Any]) -> None:
        actions.drop_placard(tx, acting_centre(tx, query["centre"]), login)

    @route("POST", "/whereabouts/<login>/leave", body=Leave(), returns=PlacardView(), roles=STAFF,
           summary="登记去向（离岗）", errors=(NotOnBoard, StandInUnfit, StandsIn, OnLeave))  # fmt: skip
    def leave(self, tx: Transaction, login: str, body: dict[str, Any]) -> Any:
        """One's own; leads also for others."""
        return actions.leave(tx, acting_centre(tx, body.pop("centre")), login, **body)

    @route("POST", "/whereabouts/<login>/return", body=Return(), returns=PlacardView(), roles=STAFF,
           summary="返岗", errors=(NotOnBoard, AlreadyAtPost, OnLeave))  # fmt: skip
    def come_back(self, tx: Transaction, login: str, body: dict[str, Any]) -> Any:
        return actions.come_back(tx, acting_centre(tx, body["centre"]), login)

    @route("GET", "/whereabouts/outings", query=OutingQuery(), returns=Page(OutingView()), roles=STAFF,
           summary="临时外出登记簿")  # fmt: skip
    def list_outings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """One's own; leads see those of all."""
        first = query["first"] or local(tx.now).date()
        person = whose(tx.actor, query["person"], LEADS)
        found = find_outings(acting_centre(tx, query["centre"]), first, query["last"] or first, person)
        order = [Outing.since.desc(), Outing.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
