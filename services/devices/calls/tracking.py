"""The calls of one centre that are not proved yet, followed event by event. The caller holds the board's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from libs.common.events.devices import CALL_UNDELIVERED
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.calls.rules import ON_THE_WAY, patience
from services.devices.calls.tables import Call
from services.devices.metrics import CALLS
from services.devices.registry.recipients import Recipient
from services.devices.speech import rules as speech

_COLUMNS = tuple(Call.__table__.columns.keys())
_PENDING = (
    select(Call)
    .where(Call.centre == bindparam("centre"), Call.pending)
    .order_by(Call.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_WATCH = insert(Call.__table__)  # type: ignore[arg-type]


@dataclass
class Pending:
    """``touched`` gathers the windows whose alarm appeared or went. ``keep`` comes last."""

    tx: Transaction
    centre: str

    def __post_init__(self) -> None:
        self.calls = list(self.tx.session.execute(_PENDING, {"centre": self.centre}).scalars())
        self.touched: set[int] = set()
        self._new: list[Call] = []

    def called(self, data: Mapping[str, Any]) -> Call:
        """A new call. What the ticket or the window was called for before is over by it."""
        for call in list(self.calls):
            if call.ticket_id == data["ticket_id"]:
                self.close(call, "recalled")
            elif call.window == data["window"]:
                self.give_up(call)
                self.close(call, "replaced")
        names = ("centre", "ticket_id", "number", "window", "window_name", "called_at", "expires_at")
        values = {"centre": self.centre, **data}
        return Call(id=data["call_id"], state="sent", pending=True, **{name: values[name] for name in names})

    def watch(self, call: Call, asked: Sequence[Recipient]) -> None:
        """Await proof of a new call from the terminals ``asked``; when none of them is there, go on at once."""
        there = [each for each in asked if each.connected]
        self.ask(call, "sent", there)
        if not there:
            call.due_at = datetime.now(UTC)
        self.calls.append(call)
        self._new.append(call)

    def keep(self) -> None:
        """Write down the new ones; without the unit of work, whose sorting costs more than the row."""
        if self._new:
            rows = [{name: getattr(call, name) for name in _COLUMNS} for call in self._new]
            self.tx.session.execute(_WATCH, rows)

    def ask(self, call: Call, state: str, there: Sequence[Recipient]) -> None:
        """Await the answers of a step."""
        screens = any(each.kind != "voice" for each in there)
        call.state, call.asked = state, [each.id for each in there]
        languages = max((len(speech.asked(each.languages)) for each in there if each.kind == "voice"), default=1)
        waits = patience(state, self.tx.settings.hall, screens=screens, languages=languages)
        call.due_at = datetime.now(UTC) + waits

    def came(self, ticket_id: str) -> None:
        """The person stands at the window: whether the call was seen does not matter any more."""
        for call in self._of(ticket_id):
            self.close(call, "served")

    def missed(self, ticket_id: str) -> None:
        """Passed over (过号): if nothing has proved the call by now, nobody may have seen it."""
        for call in self._of(ticket_id):
            self.give_up(call)

    def voided(self, ticket_id: str) -> None:
        for call in self._of(ticket_id):
            self.give_up(call)
            self.close(call, "voided")

    def all_over(self) -> None:
        """A new day: the numbers are void."""
        for call in list(self.calls):
            self.give_up(call)
            self.close(call, "voided")

    def give_up(self, call: Call) -> None:
        """Raise the alarm of a call that is still on its way; once in its life."""
        if call.state not in ON_THE_WAY:
            return
        call.state, call.due_at, call.raised_at = "alarmed", None, self.tx.now
        self._tell(call, "raised", None)
        CALLS.labels("undelivered").inc()

    def close(self, call: Call, reason: str) -> None:
        """End the watch over a call and clear its alarm, if it has one."""
        if call.raised_at is not None:
            call.cleared_at, call.cleared_by = self.tx.now, reason
            self._tell(call, "cleared", reason)
        if call.state != "delivered":
            call.state = "closed"
        call.pending, call.due_at = False, None
        self.calls.remove(call)

    def alarms(self) -> dict[int, str]:
        """Window → the number that was called there and perhaps not seen; the latest one."""
        return {call.window: call.number for call in self.calls if call.raised_at is not None}

    def _of(self, ticket_id: str) -> list[Call]:
        return [call for call in self.calls if call.ticket_id == ticket_id]

    def _tell(self, call: Call, state: str, reason: str | None) -> None:
        self.touched.add(call.window)
        told = {
            "call_id": call.id, "ticket_id": call.ticket_id, "number": call.number, "window": call.window,
            "state": state, "reason": reason, "called_at": call.called_at, "at": self.tx.now,
        }  # fmt: skip
        self.tx.emit(CALL_UNDELIVERED, call.id, self.centre, told)


def alarm_at(tx: ReadTransaction, centre: str, window: int) -> str | None:
    """The number with an open alarm at a window, or None."""
    found = select(Call.number).where(
        Call.centre == centre, Call.pending, Call.window == window, Call.raised_at.is_not(None)
    )
    return tx.session.execute(found.order_by(Call.id.desc()).limit(1)).scalar()
