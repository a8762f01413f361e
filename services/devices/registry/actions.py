"""Registering terminals and giving, changing and taking away their right to speak."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from libs.common.transaction import ReadTransaction, Transaction
from services.devices.configuration.actions import renew
from services.devices.configuration.rules import check_settings
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import own_terminal
from services.devices.registry.rules import (
    CUT_OFF_FOR,
    MOVES,
    TerminalExists,
    TerminalNotMovable,
    check_registration,
    digest,
    new_secret,
)
from services.devices.registry.tables import Terminal
from services.devices.speech.clips import known_languages


def register_terminal(
    tx: Transaction,
    id: str,
    kind: str,
    centre: str,
    window: int | None = None,
    place: str = "",
    settings: dict[str, Any] | None = None,
) -> Terminal:
    """Enter a terminal that may not connect yet. Raises TerminalExists, BadTerminalId, NoWindow, Invalid."""
    tx.actor.require_centre(centre)
    check_registration(id, kind, centre, window)
    check_settings(settings or {}, known_languages(tx.settings))
    if tx.session.get(Terminal, id) is not None:
        raise TerminalExists(field="id")
    terminal = Terminal(
        id=id, kind=kind, centre=centre, window=window, place=place, settings=settings or {},
        state="registered", registered_at=tx.now, version=1,
    )  # fmt: skip
    tx.session.add(terminal)
    tx.session.add(Presence.never(id))
    renew(tx, terminal)
    tx.audit("terminal.register", id, kind=kind, centre=centre, window=window)
    return terminal


def approve_terminal(tx: Transaction, terminal_id: str) -> str:
    """Let the terminal in; returns its secret, which is told this once. Raises TerminalNotMovable.

    Revoked a moment ago, it may be cut off a few times more: the broker may still believe the old secret.
    """
    own_terminal(tx, terminal_id)
    secret = new_secret()
    origin, to = MOVES["approve"]
    tx.moved(
        Terminal, terminal_id, origin=origin, to=to, version=tx.if_match, otherwise=TerminalNotMovable,
        secret_sha256=digest(secret), approved_at=tx.now,
    )  # fmt: skip
    tx.audit("terminal.approve", terminal_id)
    return secret


def rotate_secret(tx: Transaction, terminal_id: str) -> str:
    """Give an approved terminal a new secret, told this once, and close what the old one opened."""
    own_terminal(tx, terminal_id)
    secret = replace_secret(tx, terminal_id, cut_off=True)
    tx.audit("terminal.rotate", terminal_id)
    return secret


def replace_secret(tx: Transaction, terminal_id: str, *, cut_off: bool) -> str:
    """A new secret for an approved terminal; ``cut_off``: close what the old one opened. The caller audits."""
    secret = new_secret()
    _keep_digest(tx, terminal_id, digest(secret), _cut_off_until() if cut_off else None)
    return secret


def drop_secret(tx: Transaction, terminal_id: str) -> None:
    """An approved terminal has no secret until it is paired; what the old one opened is closed."""
    _keep_digest(tx, terminal_id, None, _cut_off_until())


def _keep_digest(tx: Transaction, terminal_id: str, kept: str | None, cut_off_until: datetime | None) -> None:
    changed: dict[str, Any] = {"secret_sha256": kept}
    if cut_off_until is not None:
        changed["cut_off_until"] = cut_off_until
    tx.moved(
        Terminal, terminal_id, origin={"approved"}, to="approved", version=tx.if_match,
        otherwise=TerminalNotMovable, **changed,
    )  # fmt: skip


def revoke_terminal(tx: Transaction, terminal_id: str) -> Terminal:
    """Take the right away; its connections are closed at once and what it still says is refused."""
    terminal = own_terminal(tx, terminal_id)
    origin, to = MOVES["revoke"]
    tx.moved(
        Terminal, terminal_id, origin=origin, to=to, version=tx.if_match, otherwise=TerminalNotMovable,
        secret_sha256=None, revoked_at=tx.now, cut_off_until=_cut_off_until(),
    )  # fmt: skip
    tx.audit("terminal.revoke", terminal_id)
    return terminal


def change_settings(tx: Transaction, terminal_id: str, settings: dict[str, Any]) -> Terminal:
    """Replace the terminal's own settings and tell it. Raises StaleVersion, Invalid."""
    check_settings(settings, known_languages(tx.settings))
    terminal = own_terminal(tx, terminal_id)
    tx.moved(
        Terminal, terminal_id, origin={terminal.state}, to=terminal.state, version=tx.if_match,
        otherwise=TerminalNotMovable, settings=settings,
    )  # fmt: skip
    renew(tx, terminal)
    tx.audit("terminal.configure", terminal_id, names=sorted(settings))
    return terminal


def show_terminal(tx: ReadTransaction, terminal_id: str) -> dict[str, Any]:
    """A terminal with its presence. Raises NotFound, Forbidden."""
    terminal = own_terminal(tx, terminal_id)
    return with_presence(terminal, tx.one(Presence, terminal_id))


def with_presence(terminal: Terminal, presence: Presence) -> dict[str, Any]:
    shown = {column.key: getattr(terminal, column.key) for column in Terminal.__table__.columns}
    for name in ("online", "connected", "since", "seen_at", "session", "firmware"):
        shown[name] = getattr(presence, name)
    return shown


def to_cut_off(tx: ReadTransaction) -> list[tuple[str, datetime, bool]]:
    """Terminals whose connections must be closed, with the moment (real) after which one look suffices.

    And whether it has no secret: what waits for it at the broker is not for the device that comes next.
    """
    rows = tx.session.execute(
        select(Terminal.id, Terminal.cut_off_until, Terminal.secret_sha256).where(Terminal.cut_off_until.is_not(None))
    )
    return [(row.id, row.cut_off_until, row.secret_sha256 is None) for row in rows]


def cut_off_done(tx: Transaction, terminal_id: str, until: datetime) -> None:
    """Forget the mark, unless a later one was set meanwhile."""
    tx.session.execute(
        update(Terminal).where(Terminal.id == terminal_id, Terminal.cut_off_until == until).values(cut_off_until=None)
    )


def _cut_off_until() -> datetime:
    # Real time: the broker's cache and the network know nothing of the hall's clock.
    return datetime.now(UTC) + CUT_OFF_FOR
