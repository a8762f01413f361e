"""The queue over HTTP: the hall works without a kiosk or a caller."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.classes.rules import BandFull, DailyCapReached, StoppedIssuing, UnknownGround
from services.intake.hall.holders.actions import keep_holder
from services.intake.hall.matters.rules import ItemWithoutClass, TooManyMatters
from services.intake.hall.positions.tokens import position_token, position_url
from services.intake.hall.queue import calling, rules, serving, views
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.persons import person_key
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.schemas import (
    Closed,
    CloseQueue,
    IssuedTicketView,
    IssueTicket,
    QueueQuery,
    QueueView,
    TicketHistory,
    TicketQuery,
    TicketView,
    WindowKey,
)
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import acting_centre

AT_THE_WINDOW = (Role.CLERK, Role.WINDOW_LEAD)
IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)
LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER)


class QueueRoutes:
    @route(
        "POST", "/tickets", body=IssueTicket(), returns=IssuedTicketView(), status=201, roles=AT_THE_WINDOW,
        summary="人工取号",
        errors=(
            rules.UnknownClass, rules.ClassClosed, StoppedIssuing, DailyCapReached, BandFull, UnknownGround,
            ItemNotOffered, ItemWithoutClass, TooManyMatters,
        ),
    )  # fmt: skip
    def issue_at_desk(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """Issue a ticket at the desk: for a hall without a kiosk, or for who cannot use one."""
        centre = acting_centre(tx, body.pop("centre"))
        holder = {name: body.pop(name) for name in ("resident_id", "phone")}
        person = person_key(holder["resident_id"], holder["phone"], local(tx.now).date())
        ticket = issue_ticket(tx, centre, channel="desk", person_key=person, **body)
        keep_holder(tx, ticket, **holder)
        return {
            **views.columns_of(ticket),
            "ahead": count_ahead(tx, ticket),
            "position_token": position_token(ticket.id),
            "position_url": position_url(tx.settings, ticket.id),
        }

    @route("GET", "/tickets", query=TicketQuery(), returns=Page(TicketView()), roles=LOOKING, summary="当日号码")
    def list_tickets(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre = acting_centre(tx, query["centre"])
        day = query["date"] or local(tx.now).date()
        found = views.find_tickets(
            centre, day, query["state"], query["business_class"], query["window"], query["number"]
        )
        return page(tx, found, order_by=[Ticket.issued_at, Ticket.id], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/tickets/<ticket_id>", returns=TicketHistory(), roles=LOOKING, summary="号码及其经过")
    def show_ticket(self, tx: ReadTransaction, ticket_id: str) -> Any:
        return views.ticket_history(tx, ticket_id)

    @route("GET", "/queue", query=QueueQuery(), returns=QueueView(), roles=LOOKING, summary="排队情况")
    def show_queue(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return views.queue_view(tx, acting_centre(tx, query["centre"]))

    @route("POST", "/queue/close", body=CloseQueue(), returns=Closed(), roles=IN_CHARGE, summary="闭厅，作废未办号码")
    def close_queue(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return {"voided": serving.void_all(tx, acting_centre(tx, body["centre"]))}

    @route(
        "POST", "/windows/<int:number>/next", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="叫下一位", errors=(rules.NobodyWaiting, rules.StillCalling, rules.StillServing),
    )  # fmt: skip
    def press_next(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return calling.call_next(tx, centre, number, clerk=tx.actor.id)

    @route(
        "POST", "/windows/<int:number>/recall", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="重呼", errors=(rules.NothingCalled, rules.AnotherTicket),
    )  # fmt: skip
    def press_recall(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return calling.recall(tx, centre, number, ticket_id=body["ticket_id"], clerk=tx.actor.id)

    @route(
        "POST", "/windows/<int:number>/absent", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="过号", errors=(rules.NothingCalled, rules.TooFewCalls, rules.AnotherTicket),
    )  # fmt: skip
    def press_absent(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return calling.give_up(tx, centre, number, ticket_id=body["ticket_id"], clerk=tx.actor.id)

    @route(
        "POST", "/windows/<int:number>/serve", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="开始办理", errors=(rules.NothingCalled, rules.AnotherTicket),
    )  # fmt: skip
    def press_serve(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return serving.serve(tx, centre, number, ticket_id=body["ticket_id"], clerk=tx.actor.id)

    @route(
        "POST", "/windows/<int:number>/finish", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="办理结束", errors=(rules.NothingServed, rules.AnotherTicket),
    )  # fmt: skip
    def press_finish(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return serving.finish(tx, centre, number, ticket_id=body["ticket_id"], clerk=tx.actor.id)
