"""Proving calls by the terminals' answers, and going on with those that nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select, update

from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.boards.state import hall_of, make_board
from services.devices.calls.orders import KINDS, first_line, orders, spares
from services.devices.calls.rules import ON_THE_WAY, UNPROVED, following
from services.devices.calls.tables import Call
from services.devices.calls.tracking import Pending
from services.devices.commands.actions import Acknowledgement, Answered, Order, give
from services.devices.metrics import CALLS
from services.devices.registry.recipients import Recipient, recipients

SHOWING = (words.CALL, words.ANNOUNCE)
"""Commands that show or speak a call."""
KEEP = timedelta(days=30)


def prove(tx: Transaction, answered: Sequence[Answered]) -> None:
    """Take the answers to ``call`` and ``announce``. An alarm is cleared by ``advance``."""
    done: dict[str, Acknowledgement] = {}
    failed: dict[str, set[str]] = {}
    for each in answered:
        if each.name not in SHOWING:
            continue
        if each.answer.outcome == "done":
            done.setdefault(each.data["call_id"], each.answer)
        else:
            failed.setdefault(each.data["call_id"], set()).add(each.answer.terminal_id)
    for call_id in sorted(done.keys() | failed.keys()):
        if call_id in done:
            _delivered(tx, call_id, done[call_id])
        else:
            _failed(tx, call_id, failed[call_id])


def overdue(tx: ReadTransaction) -> list[str]:
    """The centres that have a call to go on with."""
    due = or_(Call.due_at <= datetime.now(UTC), Call.state == "delivered")
    return sorted(tx.session.execute(select(Call.centre).where(Call.pending, due).distinct()).scalars())


def advance(tx: Transaction, centre: str) -> None:
    """Take the next step with every call of a centre that is due; clear the alarms of those proved late."""
    board = make_board(tx, centre)
    pending = Pending(tx, centre)
    terminals = recipients(tx, centre, *KINDS, "caller")
    now = datetime.now(UTC)
    told: list[Order] = []
    for call in list(pending.calls):
        if call.state == "delivered":
            pending.close(call, "delivered")
        elif call.due_at is not None and call.due_at <= now:
            told += _step(tx, pending, call, terminals)
    hall, alarms = hall_of(board), pending.alarms()
    for to in terminals:
        if to.kind == "caller" and to.window in pending.touched:
            state = hall.state_of(to.window, to.business_class, alarms.get(to.window))
            told.append(Order(to, words.WINDOW_STATE, state))
    give(tx, told)


def purge_calls(tx: Transaction) -> None:
    """Drop what is over since long ago."""
    tx.session.execute(delete(Call).where(Call.called_at < tx.now - KEEP, Call.pending.is_(False)))


def _step(tx: Transaction, pending: Pending, call: Call, terminals: Sequence[Recipient]) -> list[Order]:
    """Go on until somebody is there to be asked, or nobody is left."""
    state = call.state
    while True:
        state = following(state, call.expires_at <= tx.now)
        if state == "alarmed":
            pending.give_up(call)
            return []
        found = first_line(terminals, call.window) if state == "again" else spares(terminals, call.window)
        there = [each for each in found if each.connected]
        if there:
            pending.ask(call, state, there)
            return orders(tx, call, there)


def _delivered(tx: Transaction, call_id: str, answer: Acknowledgement) -> None:
    table = Call.__table__
    change = update(table).where(table.c.id == call_id, table.c.state.in_(UNPROVED))  # type: ignore[arg-type]
    values = {"state": "delivered", "delivered_at": answer.at, "delivered_by": answer.terminal_id, "due_at": None}
    done = tx.session.execute(change.values(pending=table.c.raised_at.is_not(None), **values))
    CALLS.labels("delivered").inc(done.rowcount)  # type: ignore[attr-defined]


def _failed(tx: Transaction, call_id: str, terminals: set[str]) -> None:
    """Nobody left who could still answer: go on at once."""
    found = select(Call).where(Call.id == call_id, Call.state.in_(ON_THE_WAY)).with_for_update()
    call = tx.session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()
    if call is None or not terminals & set(call.asked):
        return
    call.asked = [each for each in call.asked if each not in terminals]
    if not call.asked:
        call.due_at = datetime.now(UTC)
    tx.session.flush()
