"""The less usual verbs over HTTP: a given number, back to the queue, hold, resume, re-activate, transfer."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.intake.hall.matters.actions import add_matter
from services.intake.hall.matters.rules import ItemWithoutClass, MatterOnTicket, TooManyMatters
from services.intake.hall.queue import calling, holding, returning, rules
from services.intake.hall.queue.schemas import (
    AddMatter,
    CallNumber,
    Nothing,
    TicketHistory,
    TicketView,
    Transfer,
    WindowKey,
    WindowKeyWithReason,
)
from services.intake.hall.queue.views import ticket_history
from services.intake.hall.windows.rules import WindowNotOpen
from services.intake.territory import acting_centre

AT_THE_WINDOW = (Role.CLERK, Role.WINDOW_LEAD)


class DeskRoutes:
    @route(
        "POST", "/windows/<int:number>/call", body=CallNumber(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="指定叫号", errors=(rules.NotWaiting, rules.StillCalling, rules.StillServing, WindowNotOpen),
    )  # fmt: skip
    def press_call(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return calling.call_number(tx, centre, number, body["number"], clerk=tx.actor.id)

    @route(
        "POST", "/windows/<int:number>/requeue", body=WindowKeyWithReason(), returns=TicketView(),
        roles=AT_THE_WINDOW, summary="退回队列", errors=(rules.NobodyHere, rules.AnotherTicket),
    )  # fmt: skip
    def press_requeue(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return returning.requeue(tx, acting_centre(tx, body.pop("centre")), number, clerk=tx.actor.id, **body)

    @route(
        "POST", "/windows/<int:number>/hold", body=WindowKeyWithReason(), returns=TicketView(),
        roles=AT_THE_WINDOW, summary="挂起", errors=(rules.NothingServed, rules.AnotherTicket),
    )  # fmt: skip
    def press_hold(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return holding.hold(tx, acting_centre(tx, body.pop("centre")), number, clerk=tx.actor.id, **body)

    @route(
        "POST", "/windows/<int:number>/resume", body=WindowKey(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="恢复办理", errors=(rules.NothingHeld, rules.SeveralHeld, rules.StillCalling, rules.StillServing),
    )  # fmt: skip
    def press_resume(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body["centre"])
        return holding.resume(tx, centre, number, ticket_id=body["ticket_id"], clerk=tx.actor.id)

    @route(
        "POST", "/tickets/<ticket_id>/reactivate", body=Nothing(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="过号重新激活", errors=(rules.NotMissed, rules.MissedTwice, rules.NotToday),
    )  # fmt: skip
    def press_reactivate(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> Any:
        return returning.reactivate(tx, ticket_id, clerk=tx.actor.id)

    @route(
        "POST", "/tickets/<ticket_id>/matters", body=AddMatter(), returns=TicketHistory(), status=201,
        roles=AT_THE_WINDOW, summary="加办事项",
        errors=(rules.NotTransferable, rules.UnknownClass, MatterOnTicket, TooManyMatters, ItemWithoutClass),
    )  # fmt: skip
    def press_matter(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> Any:
        add_matter(tx, ticket_id, body, clerk=tx.actor.id)
        return ticket_history(tx, ticket_id)

    @route(
        "POST", "/tickets/<ticket_id>/transfer", body=Transfer(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="转号", errors=(rules.NotTransferable, rules.UnknownClass, rules.UnknownClerk),
    )  # fmt: skip
    def press_transfer(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> Any:
        return returning.transfer(tx, ticket_id, clerk=tx.actor.id, **body)
