"""The queue hears the kiosk and the callers. What a rule refuses is answered to the terminal, not raised."""

from __future__ import annotations

from collections.abc import Callable

from libs.common.errors import Refused
from libs.common.events import Envelope
from libs.common.events.devices import KEY_PRESSED, TICKET_REQUESTED
from libs.common.events.intake import KEY_REFUSED, TICKET_REFUSED
from libs.common.messaging import subscribe
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.printing.actions import ask_reprint
from services.intake.hall.printing.rules import FAILED, DoublePress
from services.intake.hall.queue.calling import call_next, give_up, recall
from services.intake.hall.queue.holding import hold, resume
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.returning import requeue
from services.intake.hall.queue.serving import finish, serve, void_left_over
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.actions import change_window
from services.intake.hall.windows.tables import WindowDuty


class QueueReactions:
    @subscribe(TICKET_REQUESTED, reaction="issue-ticket")
    def on_ticket_requested(self, tx: Transaction, event: Envelope) -> None:
        """Issue; the kiosk hears TICKET_ISSUED or TICKET_REFUSED with its press id.

        Who presses again although the paper failed gets the same number printed again.
        """
        data = event.data
        person = data.get("person")
        try:
            ticket = issue_ticket(
                tx,
                event.centre,
                data["business_class"],
                channel="kiosk",
                terminal_id=data["terminal_id"],
                press_id=data["press_id"],
                pressed_at=data["at"],
                priority_ground=data.get("priority_ground"),
                person_key=f"{data['terminal_id']}/{person}" if person else None,
                further=[{"business_class": each} for each in data.get("further") or ()],
            )
            if ticket.press_id != data["press_id"]:
                if ticket.print_outcome != FAILED:
                    raise DoublePress(f"您刚取过{ticket.number}号", number=ticket.number)
                ask_reprint(tx, ticket.id, terminal_id=data["terminal_id"], press_id=data["press_id"])
        except Refused as refusal:
            answer = {key: data[key] for key in ("terminal_id", "press_id", "business_class")}
            tx.emit(TICKET_REFUSED, event.id, event.centre, {**answer, **_reason(refusal), "at": tx.now})

    @every(seconds=60.0)
    def void_left_over_tickets(self, tx: Transaction) -> None:
        """Numbers hold for their day: the night voids what nobody did (号码当日有效)."""
        void_left_over(tx)

    @subscribe(KEY_PRESSED, reaction="press-key")
    def on_key_pressed(self, tx: Transaction, event: Envelope) -> None:
        """Do what the key says; the caller hears KEY_REFUSED when it may not be done now."""
        data = event.data
        try:
            _KEYS[data["key"]](tx, event)
        except Refused as refusal:
            answer = {key: data[key] for key in ("terminal_id", "request_id", "window")}
            tx.emit(KEY_REFUSED, event.id, event.centre, {**answer, **_reason(refusal), "at": tx.now})


def _next(tx: Transaction, event: Envelope) -> Ticket:
    data = event.data
    return call_next(tx, event.centre, data["window"], clerk=data.get("clerk"), request_id=data["request_id"])


def _recall(tx: Transaction, event: Envelope) -> Ticket:
    data = event.data
    return recall(
        tx, event.centre, data["window"],
        ticket_id=data.get("ticket_id"), clerk=data.get("clerk"), request_id=data["request_id"],
    )  # fmt: skip


def _verb(action: Callable[..., Ticket]) -> Callable[[Transaction, Envelope], Ticket]:
    def press(tx: Transaction, event: Envelope) -> Ticket:
        data = event.data
        return action(tx, event.centre, data["window"], ticket_id=data.get("ticket_id"), clerk=data.get("clerk"))

    return press


def _window(verb: str) -> Callable[[Transaction, Envelope], WindowDuty]:
    def press(tx: Transaction, event: Envelope) -> WindowDuty:
        return change_window(tx, verb, event.centre, event.data["window"], clerk=event.data.get("clerk"))

    return press


_KEYS: dict[str, Callable[[Transaction, Envelope], object]] = {
    "next": _next,
    "recall": _recall,
    "absent": _verb(give_up),
    "serve": _verb(serve),
    "finish": _verb(finish),
    "requeue": _verb(requeue),
    "hold": _verb(hold),
    "resume": _verb(resume),
    "pause": _window("pause"),
    "open": _window("open"),
}


def _reason(refusal: Refused) -> dict[str, str]:
    return {"code": refusal.code, "message": refusal.detail or refusal.title}
