"""Door-to-door service for everybody, without a sign-in."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking.routes import BOOKING_RATE
from services.intake.appointments.booking.schemas import NumberAndCode
from services.intake.appointments.visits import refusals, requesting, views
from services.intake.appointments.visits import schemas as wanted
from services.intake.appointments.visits.steps import visit_by_code
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import public_centre

MOVE_REFUSALS = tuple(refusals.IllegalMove.__subclasses__())


class VisitRoutes:
    @route(
        "POST", "/visits", body=wanted.RequestVisit(), returns=wanted.PublicVisit(), status=201, roles=PUBLIC,
        rate=BOOKING_RATE, summary="申请上门服务", errors=(ItemNotOffered, refusals.NotAtHome),
    )  # fmt: skip
    def request_visit(self, tx: Transaction, body: dict[str, Any]) -> Any:
        centre = public_centre(tx, body.pop("centre"))
        return views.shown(*requesting.request_visit(tx, centre, channel="online", **body))

    @route(
        "POST", "/visits/show", body=NumberAndCode(), returns=wanted.PublicVisit(), roles=PUBLIC, mode="read",
        rate=BOOKING_RATE, summary="查看上门服务", errors=(refusals.VisitNotFound,),
    )  # fmt: skip
    def show_visit(self, tx: ReadTransaction, body: dict[str, Any]) -> Any:
        """A POST, so that the code stays out of addresses and their logs."""
        return views.shown(visit_by_code(tx, **body))

    @route(
        "POST", "/visits/cancel", body=NumberAndCode(), returns=wanted.PublicVisit(), roles=PUBLIC,
        rate=BOOKING_RATE, summary="取消上门服务", errors=(refusals.VisitNotFound, *MOVE_REFUSALS),
    )  # fmt: skip
    def cancel_visit(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.shown(requesting.cancel(tx, **body))
