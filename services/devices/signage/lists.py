"""Bringing LED boards up to date: each is told what it should show when that has changed, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select, update

from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from libs.terminal.envelope import stamp
from services.devices.commands.actions import Order, give
from services.devices.configuration.tables import Configuration
from services.devices.emergencies.state import in_force
from services.devices.registry.recipients import Recipient, recipients
from services.devices.signage.rules import Board, digest, meant_for, playlist
from services.devices.signage.tables import LedList, Programme, Ticker

NAMES: Final = (words.EMERGENCY, words.PLAYLIST, words.TICKER)
"""The most urgent first: that is the order in which they are sent."""
_TABLE = LedList.__table__
_NOTHING: Final[dict[str, dict[str, Any]]] = {
    words.EMERGENCY: {"items": []}, words.PLAYLIST: {"items": []}, words.TICKER: {"text": ""},
}  # fmt: skip


def refresh(tx: Transaction, centre: str, names: Sequence[str] = NAMES) -> None:
    """Tell the boards of a centre what is new. Those that are away are told when they say hello.

    Raises PlaylistTooLong.
    """
    ids = [led.id for led in recipients(tx, centre, "led")]
    held = _lock(tx, ids, names)
    # Only now: a board that came while we waited for its rows must not be taken for away.
    boards = recipients(tx, centre, "led")
    wanted = _wanted(tx, centre, boards, names)
    orders = []
    for led in boards:
        for name in names:
            row = held.get((led.id, name))
            if row is None:  # approved this very moment: told when it says hello
                continue
            content = wanted[led.id, name]
            if (named := digest(content)) != row.digest:
                revision = row.revision + 1
                _keep(tx, led.id, name, revision, named)
                if led.connected:
                    orders.append(_order(led, name, revision, content))
    give(tx, orders)


def greet_led(tx: Transaction, led: Recipient, held: Mapping[str, int]) -> None:
    """Send a board that says hello what it does not hold; ``held`` names its revisions."""
    rows = _lock(tx, [led.id], NAMES)
    wanted = _wanted(tx, led.centre, [led], NAMES)
    orders = []
    for name in NAMES:
        row, content, has = rows[led.id, name], wanted[led.id, name], held.get(name, 0)
        revision, named = row.revision, digest(content)
        if named != row.digest or has > revision:
            # Ours may be behind the board's where the database came out of a backup.
            revision = max(revision, has) + 1
            _keep(tx, led.id, name, revision, named)
        if has != revision and not (has == 0 and content == _NOTHING[name]):
            orders.append(_order(led, name, revision, content))
    give(tx, orders)


def _lock(tx: Transaction, ids: Sequence[str], names: Sequence[str]) -> dict[tuple[str, str], Any]:
    """The rows of these boards, made where missing, locked in one order."""
    tx.session.flush()
    nothing = {name: digest(_NOTHING[name]) for name in names}
    fresh = [
        {"terminal_id": each, "name": name, "revision": 0, "digest": nothing[name]} for each in ids for name in names
    ]
    if fresh:
        tx.session.execute(tx.upsert(_TABLE).on_conflict_do_nothing(), fresh)
    found = select(_TABLE).where(_TABLE.c.terminal_id.in_(ids), _TABLE.c.name.in_(names))
    rows = tx.session.execute(found.order_by(_TABLE.c.terminal_id, _TABLE.c.name).with_for_update())
    return {(row.terminal_id, row.name): row for row in rows}


def _keep(tx: Transaction, terminal_id: str, name: str, revision: int, named: str) -> None:
    which = (_TABLE.c.terminal_id == terminal_id, _TABLE.c.name == name)
    tx.session.execute(update(_TABLE).where(*which).values(revision=revision, digest=named))  # type: ignore[arg-type]


def _wanted(
    tx: ReadTransaction, centre: str, boards: Sequence[Recipient], names: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    ids = [led.id for led in boards]
    if words.EMERGENCY in names:
        emergency = {"items": in_force(tx, centre)}
        found |= {(each, words.EMERGENCY): emergency for each in ids}
    if words.TICKER in names:
        ticker = _ticker(tx, centre)
        found |= {(each, words.TICKER): ticker for each in ids}
    if words.PLAYLIST in names:
        rows = programmes(tx, centre)
        profiles = select(Configuration.terminal_id, Configuration.profile).where(Configuration.terminal_id.in_(ids))
        for board in (Board(*row) for row in tx.session.execute(profiles)):
            items = playlist([row for row in rows if meant_for(row, board)], tx.now)
            found[board.terminal_id, words.PLAYLIST] = {"items": items}
    return found


def programmes(tx: ReadTransaction, centre: str) -> list[Programme]:
    """All programmes of a centre, the most urgent first."""
    found = select(Programme).where(Programme.centre == centre).order_by(Programme.priority, Programme.code)
    return list(tx.session.execute(found).scalars())


def _ticker(tx: ReadTransaction, centre: str) -> dict[str, Any]:
    row = tx.session.get(Ticker, centre)
    if row is None or not row.text or (row.until_at is not None and row.until_at <= tx.now):
        return _NOTHING[words.TICKER]
    return {"text": row.text} | ({"until": stamp(row.until_at)} if row.until_at else {})


def _order(led: Recipient, name: str, revision: int, content: Mapping[str, Any]) -> Order:
    return Order(led, name, {"revision": revision, **content})
