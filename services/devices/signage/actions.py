"""Changing programmes and the ticker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.configuration.rules import EVERYONE
from services.devices.configuration.tables import Profile
from services.devices.registry.tables import Terminal
from services.devices.signage.lists import refresh
from services.devices.signage.rules import BadTarget, check_hours
from services.devices.signage.tables import LedState, Programme, Ticker


def put_programme(
    tx: Transaction,
    centre: str,
    code: str,
    text: str,
    priority: int,
    from_at: datetime,
    until_at: datetime,
    hours: str,
    *,
    weekdays: list[int] | None = None,
    seconds: int = 10,
    target_kind: str = "centre",
    target: str = "",
    quiet: bool = False,
) -> Programme:
    """Add or replace a programme and tell the boards that it concerns (not when ``quiet``).

    Raises BadHours, BadTarget, PlaylistTooLong.
    """
    tx.actor.require_centre(centre)
    check_hours(hours)
    _check_target(tx, centre, target_kind, target)
    row = tx.session.get(Programme, (centre, code))
    if row is None:
        row = Programme(centre=centre, code=code, version=0)
        tx.session.add(row)
    row.text, row.priority, row.from_at, row.until_at, row.hours = text, priority, from_at, until_at, hours
    row.weekdays, row.seconds = sorted(set(weekdays or [])), seconds
    row.target_kind, row.target = target_kind, target if target_kind != "centre" else ""
    row.version += 1
    tx.audit("programme.put", f"{centre}/{code}", priority=priority, until=until_at.isoformat(), target=row.target)
    if not quiet:
        announce_playlist(tx, centre)
    return row


def drop_programme(tx: Transaction, centre: str, code: str) -> None:
    """Take a programme off. Raises NotFound."""
    tx.actor.require_centre(centre)
    row = tx.session.get(Programme, (centre, code))
    if row is None:
        raise NotFound(f"programme {code}")
    tx.session.delete(row)
    tx.audit("programme.drop", f"{centre}/{code}")
    announce_playlist(tx, centre)


def announce_playlist(tx: Transaction, centre: str) -> None:
    """Send every board of the centre its list, where that is another one now. Raises PlaylistTooLong."""
    refresh(tx, centre, (words.PLAYLIST,))


def put_ticker(tx: Transaction, centre: str, text: str, until_at: datetime | None) -> Ticker:
    """Change the running text of all boards of a centre; empty takes it off. It costs no write to flash."""
    tx.actor.require_centre(centre)
    row = tx.session.get(Ticker, centre)
    if row is None:
        row = Ticker(centre=centre, version=0)
        tx.session.add(row)
    row.text, row.until_at, row.version = text, until_at, row.version + 1
    tx.audit("ticker.put", centre, version=row.version)
    refresh(tx, centre, (words.TICKER,))
    return row


def led_states(tx: ReadTransaction, centre: str) -> list[LedState]:
    """What the boards of a centre say of their flash memory."""
    found = select(LedState).where(LedState.centre == centre).order_by(LedState.terminal_id)
    return list(tx.session.execute(found).scalars())


def _check_target(tx: ReadTransaction, centre: str, kind: str, name: str) -> None:
    if kind == "profile":
        known = name != EVERYONE and tx.session.get(Profile, (centre, name)) is not None
    elif kind == "terminal":
        terminal = tx.session.get(Terminal, name)
        known = terminal is not None and (terminal.centre, terminal.kind) == (centre, "led")
    else:
        known = True
    if not known:
        raise BadTarget(name, field="target")
