"""Door-to-door service at the desk: answering, planning, the day's route, the register form."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking.schemas import Why
from services.intake.appointments.visits import answering, refusals, requesting, views
from services.intake.appointments.visits import schemas as wanted
from services.intake.appointments.visits.routes import MOVE_REFUSALS
from services.intake.appointments.visits.steps import visit_at_desk
from services.intake.appointments.visits.tables import Visit
from services.intake.casework.cases.schemas import Reason
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import acting_centre

AT_THE_DESK = (Role.CLERK, Role.WINDOW_LEAD)
LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER)
PLAN_REFUSALS = (*MOVE_REFUSALS, refusals.AgreedInPast, refusals.TooFewStaff, refusals.UnknownStaff)


class VisitDeskRoutes:
    @route(
        "POST", "/visits/desk", body=wanted.RequestAtDesk(), returns=wanted.VisitView(), status=201,
        roles=AT_THE_DESK, summary="代为申请上门服务", errors=(ItemNotOffered, refusals.NotAtHome),
    )  # fmt: skip
    def request_at_desk(self, tx: Transaction, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body.pop("centre"))
        return views.shown(*requesting.request_visit(tx, centre, **body))

    @route(
        "GET", "/visits", query=wanted.VisitQuery(), returns=Page(wanted.VisitView()), roles=LOOKING,
        summary="上门服务清单",
    )  # fmt: skip
    def list_visits(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre = acting_centre(tx, query["centre"])
        wish = views.find_visits(centre, query["state"], query["village_code"], query["date"])
        found = page(tx, wish, order_by=[Visit.id], cursor=query["cursor"], limit=query["limit"])
        return {**found, "items": [views.shown(visit) for visit in found["items"]]}

    @route(
        "GET", "/visits/route", query=wanted.RouteQuery(), returns=wanted.RouteView(), roles=LOOKING,
        summary="当日上门路线",
    )  # fmt: skip
    def show_route(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        day, login = query["date"] or local(tx.now).date(), query["staff"] or tx.actor.id
        return views.route_view(tx, acting_centre(tx, query["centre"]), day, login)

    @route("GET", "/visits/<visit_id>", returns=wanted.VisitView(), roles=LOOKING, summary="上门服务登记表")
    def show_visit_at_desk(self, tx: ReadTransaction, visit_id: str) -> Any:
        return views.shown(visit_at_desk(tx, visit_id))

    @route(
        "POST", "/visits/<visit_id>/agree", body=wanted.Plan(), returns=wanted.VisitView(), roles=AT_THE_DESK,
        summary="答复：约定上门时间和人员", errors=PLAN_REFUSALS,
    )  # fmt: skip
    def agree_visit(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.shown(answering.agree(tx, visit_id, **body))

    @route(
        "POST", "/visits/<visit_id>/decline", body=Why(), returns=wanted.VisitView(), roles=AT_THE_DESK,
        summary="答复：不能上门及理由", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def decline_visit(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.shown(answering.decline(tx, visit_id, **body))

    @route(
        "POST", "/visits/<visit_id>/replan", body=wanted.Plan(), returns=wanted.VisitView(), roles=AT_THE_DESK,
        summary="改期或换人", errors=PLAN_REFUSALS,
    )  # fmt: skip
    def replan_visit(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.shown(answering.replan(tx, visit_id, **body))

    @route(
        "POST", "/visits/<visit_id>/finish", body=wanted.FinishVisit(), returns=wanted.VisitView(),
        roles=AT_THE_DESK, summary="登记上门结果", errors=(*MOVE_REFUSALS, refusals.TimesOutOfOrder),
    )  # fmt: skip
    def finish_visit(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.shown(answering.finish(tx, visit_id, **body))

    @route(
        "POST", "/visits/<visit_id>/cancel", body=Why(), returns=wanted.VisitView(), roles=AT_THE_DESK,
        summary="中心取消上门服务", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def cancel_visit_at_desk(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.shown(requesting.cancel_at_desk(tx, visit_id, **body))

    @route(
        "POST", "/visits/<visit_id>/person", body=Reason(), returns=wanted.PersonView(), roles=AT_THE_DESK,
        idempotent=False, summary="查看服务对象完整信息（记录原因）",
    )  # fmt: skip
    def reveal_visited(self, tx: Transaction, visit_id: str, body: dict[str, Any]) -> Any:
        return views.reveal_person(tx, visit_id, **body)
