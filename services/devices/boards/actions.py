"""Following the queue: a batch of *intake*'s events becomes one change of the board and the orders to terminals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from libs.common.clock import local
from libs.common.events.envelope import Envelope
from libs.common.events.intake import (
    KEY_REFUSED,
    TICKET_CALLED,
    TICKET_FINISHED,
    TICKET_HELD,
    TICKET_ISSUED,
    TICKET_MATTER_FINISHED,
    TICKET_MISSED,
    TICKET_REACTIVATED,
    TICKET_REFUSED,
    TICKET_REPRINT_ASKED,
    TICKET_REQUEUED,
    TICKET_RESUMED,
    TICKET_SERVING,
    TICKET_TRANSFERRED,
    TICKET_VOIDED,
    WINDOW_CHANGED,
)
from libs.common.transaction import Transaction
from libs.terminal import vocabulary as words
from libs.terminal.envelope import stamp
from services.devices.boards.rules import RATING_SECONDS, Hall, empty, good_until
from services.devices.boards.state import hall_of, make_board, save_board
from services.devices.boards.tables import WaitingTicket
from services.devices.calls.orders import first_line, orders, spares
from services.devices.calls.tracking import Pending
from services.devices.commands.actions import Order, give
from services.devices.registry.recipients import Recipient, recipients

HEARD = (
    TICKET_ISSUED, TICKET_REFUSED, TICKET_CALLED, TICKET_SERVING, TICKET_MISSED, TICKET_FINISHED, TICKET_VOIDED,
    TICKET_REPRINT_ASKED, TICKET_REQUEUED,
    TICKET_REACTIVATED, TICKET_HELD, TICKET_RESUMED, TICKET_TRANSFERRED, TICKET_MATTER_FINISHED, WINDOW_CHANGED,
    KEY_REFUSED,
)  # fmt: skip
ANY_WINDOW = {
    event.type
    for event in (
        TICKET_ISSUED, TICKET_REQUEUED, TICKET_REACTIVATED, TICKET_TRANSFERRED, TICKET_MATTER_FINISHED, TICKET_VOIDED,
    )
}
"""Events after which callers anywhere may show something else: somebody waits who did not, or no longer."""
SPEAKERS = ("kiosk", "caller", "window_screen", "evaluator", "voice", "queue_display")

# Made once: every change of the queue asks who waited, and keeps who waits now.
_WAITED = select(WaitingTicket.ticket_id, WaitingTicket.business_class).where(
    WaitingTicket.ticket_id.in_(bindparam("tickets", expanding=True))
)
_GONE = delete(WaitingTicket.__table__).where(  # type: ignore[arg-type]
    WaitingTicket.ticket_id.in_(bindparam("tickets", expanding=True))
)
_WAIT = insert(WaitingTicket.__table__)  # type: ignore[arg-type]


def follow(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Bring boards, screens and voice up to ``events``, centre by centre, in their order."""
    for centre in sorted({event.centre for event in events}):
        _Following(tx, centre, [event for event in events if event.centre == centre]).run()


@dataclass
class _Following:
    """One centre's part of a batch."""

    tx: Transaction
    centre: str
    events: list[Envelope]
    orders: list[Order] = field(default_factory=list)

    def run(self) -> None:
        tx = self.tx
        self.board = make_board(tx, self.centre)
        self.hall: Hall = hall_of(self.board)
        self.date: date | None = self.board.service_date
        self.terminals = recipients(tx, self.centre, *SPEAKERS, windows=self._windows())
        self.waiting = self._waiting()
        self.before = dict(self.waiting)
        self.calls = Pending(tx, self.centre)
        for event in self.events:
            _STEPS[event.type](self, event.data)
        self._keep_waiting()
        self.calls.keep()
        alarms = self.calls.alarms()
        for window in sorted(self.hall.touched | self.calls.touched):
            self._tell_window(window, alarms.get(window))
        save_board(tx, self.board, self.hall, self.date)
        give(tx, self.orders)

    # -- steps, one for each event

    def issued(self, data: dict[str, Any]) -> None:
        if self.date is None or data["service_date"] > self.date:
            self._new_day(data["service_date"])
        if data["service_date"] == self.date:
            self.waiting[data["ticket_id"]] = data["business_class"]
            self._waits(data["business_class"], 1)
        self._print(data)

    def _print(self, data: dict[str, Any]) -> None:
        for kiosk in self._named(data.get("terminal_id"), "kiosk"):
            told = {name: data[name] for name in ("press_id", "ticket_id", "number", "class_name", "ahead")}
            told |= {name: data[name] for name in ("estimated_seconds", "position_url") if data.get(name) is not None}
            issued_at = data["issued_at"]
            self._order(kiosk, words.TICKET, {**told, "issued_at": stamp(issued_at)}, good_until(issued_at))

    def refused(self, data: dict[str, Any]) -> None:
        for kiosk in self._named(data["terminal_id"], "kiosk"):
            told = {name: data[name] for name in ("press_id", "code", "message")}
            self._order(kiosk, words.TICKET_REFUSED, told, good_until(self.tx.now))

    def called(self, data: dict[str, Any]) -> None:
        self._no_longer_waits(data["ticket_id"])
        self.hall.called(data["number"], data["window"], data["ticket_id"])
        call = self.calls.called(data)
        asked = first_line(self.terminals, call.window)
        if not asked and not spares(self.terminals, call.window):
            return  # a hall without screens and voices: its clerk calls aloud
        if call.expires_at > self.tx.now:
            self.orders += orders(self.tx, call, asked)
        else:
            asked = []  # a number called late is worse than none
        self.calls.watch(call, asked)

    def serving(self, data: dict[str, Any]) -> None:
        self._no_longer_waits(data["ticket_id"])
        self.calls.came(data["ticket_id"])
        self.hall.serving(data["number"], data["window"], data["ticket_id"])

    def missed(self, data: dict[str, Any]) -> None:
        self.calls.missed(data["ticket_id"])
        self.hall.left(data["window"], data["ticket_id"])

    def finished(self, data: dict[str, Any]) -> None:
        self.calls.came(data["ticket_id"])
        self.hall.left(data["window"], data["ticket_id"])
        told = {"handling_id": data["handling_id"], "number": data["number"], "clerk_no": data.get("clerk") or ""}
        until = self.tx.now + timedelta(seconds=RATING_SECONDS)
        for evaluator in self._at(data["window"], "evaluator"):
            self._order(evaluator, words.RATING_INVITED, told, expires_at=until)

    def voided(self, data: dict[str, Any]) -> None:
        self._no_longer_waits(data["ticket_id"])
        self.calls.voided(data["ticket_id"])
        self.hall.voided(data["ticket_id"])

    def requeued(self, data: dict[str, Any]) -> None:
        self.calls.came(data["ticket_id"])
        self.hall.left(data["window"], data["ticket_id"])
        self._waits_again(data)

    def reactivated(self, data: dict[str, Any]) -> None:
        self._waits_again(data)

    def held(self, data: dict[str, Any]) -> None:
        self.hall.left(data["window"], data["ticket_id"])

    def resumed(self, data: dict[str, Any]) -> None:
        self.hall.serving(data["number"], data["window"], data["ticket_id"])

    def transferred(self, data: dict[str, Any]) -> None:
        self.calls.came(data["ticket_id"])
        if data.get("from_window") is not None:
            self.hall.left(data["from_window"], data["ticket_id"])
        self._no_longer_waits(data["ticket_id"])
        self._waits_again(data)

    def matter_finished(self, data: dict[str, Any]) -> None:
        self.calls.came(data["ticket_id"])
        self.hall.left(data["window"], data["ticket_id"])
        self._waits_again(data)

    def window_changed(self, data: dict[str, Any]) -> None:
        day = local(data["at"]).date()
        if self.date is None or day > self.date:
            self._new_day(day)
        if day == self.date:
            self.hall.duty(data["window"], data["state"], data.get("message"))

    def key_refused(self, data: dict[str, Any]) -> None:
        told = {"command_id": data["request_id"], "code": data["code"], "message": data["message"]}
        for caller in self._named(data["terminal_id"], "caller"):
            self._order(caller, words.KEY_REFUSED, told, good_until(self.tx.now))

    # -- who is told

    def _order(self, to: Recipient, name: str, data: dict[str, Any], expires_at: Any = None) -> None:
        self.orders.append(Order(to, name, data, expires_at))

    def _of(self, kind: str) -> list[Recipient]:
        return [terminal for terminal in self.terminals if terminal.kind == kind]

    def _at(self, window: int, kind: str) -> list[Recipient]:
        return [terminal for terminal in self._of(kind) if terminal.window == window]

    def _named(self, terminal_id: str | None, kind: str) -> list[Recipient]:
        return [terminal for terminal in self._of(kind) if terminal.id == terminal_id]

    def _tell_window(self, window: int, undelivered: str | None) -> None:
        for caller in self._at(window, "caller"):
            self._order(caller, words.WINDOW_STATE, self.hall.state_of(window, caller.business_class, undelivered))
        for screen in self._at(window, "window_screen"):
            self._order(screen, words.WINDOW_STATE, self.hall.state_of(window, screen.business_class))

    def _windows(self) -> set[int] | None:
        """The windows that the events can concern; None for any."""
        if {event.type for event in self.events} & ANY_WINDOW:
            return None
        return {event.data["window"] for event in self.events if "window" in event.data}

    # -- who waits

    def _waiting(self) -> dict[str, str]:
        """Tickets of this batch that were waiting before it, with their class."""
        ids = {event.data["ticket_id"] for event in self.events if "ticket_id" in event.data}
        rows = self.tx.session.execute(_WAITED, {"tickets": list(ids)}) if ids else ()
        return {ticket_id: business_class for ticket_id, business_class in rows}

    def _no_longer_waits(self, ticket_id: str) -> None:
        business_class = self.waiting.pop(ticket_id, None)
        if business_class is not None:
            self._waits(business_class, -1)

    def _waits_again(self, data: dict[str, Any]) -> None:
        self.waiting[data["ticket_id"]] = data["business_class"]
        self._waits(data["business_class"], 1)

    def _waits(self, business_class: str, by: int) -> None:
        self.hall.waits(business_class, by)
        if by > 0 and self.hall.content["waiting"][business_class] == 1:
            # The first to wait: their windows' callers light up.
            windows = {each.window for each in self._of("caller") if each.business_class == business_class}
            self.hall.touched |= {window for window in windows if window is not None}

    def _new_day(self, day: date) -> None:
        """Numbers begin anew each day; yesterday's are void."""
        self.date = day
        self.calls.all_over()
        self.tx.session.execute(delete(WaitingTicket).where(WaitingTicket.centre == self.centre))
        self.waiting, self.before = {}, {}
        if self.hall.content != empty():
            self.hall.touched |= {int(window) for window in self.hall.content["windows"]}
            self.hall.content, self.hall.holders = empty(), {}
            self.hall.changed |= set(empty())

    def _keep_waiting(self) -> None:
        gone = {ticket_id for ticket_id, was in self.before.items() if self.waiting.get(ticket_id) != was}
        if gone:
            self.tx.session.execute(_GONE, {"tickets": list(gone)})
        numbers = {event.data["ticket_id"]: event.data["number"] for event in self.events if "number" in event.data}
        rows = [
            {
                "ticket_id": ticket_id, "centre": self.centre, "business_class": business_class,
                "number": numbers[ticket_id],
            }
            for ticket_id, business_class in self.waiting.items()
            if self.before.get(ticket_id) != business_class
        ]  # fmt: skip
        if rows:
            self.tx.session.execute(_WAIT, rows)


_STEPS: dict[str, Callable[[_Following, dict[str, Any]], None]] = {
    TICKET_ISSUED.type: _Following.issued,
    TICKET_REPRINT_ASKED.type: _Following._print,
    TICKET_REFUSED.type: _Following.refused,
    TICKET_CALLED.type: _Following.called,
    TICKET_SERVING.type: _Following.serving,
    TICKET_MISSED.type: _Following.missed,
    TICKET_FINISHED.type: _Following.finished,
    TICKET_VOIDED.type: _Following.voided,
    TICKET_REQUEUED.type: _Following.requeued,
    TICKET_REACTIVATED.type: _Following.reactivated,
    TICKET_HELD.type: _Following.held,
    TICKET_RESUMED.type: _Following.resumed,
    TICKET_TRANSFERRED.type: _Following.transferred,
    TICKET_MATTER_FINISHED.type: _Following.matter_finished,
    WINDOW_CHANGED.type: _Following.window_changed,
    KEY_REFUSED.type: _Following.key_refused,
}
