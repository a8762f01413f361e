"""Finding terminals: for those who tell them something, and for those who keep them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from libs.common.transaction import ReadTransaction
from services.devices.configuration.tables import Configuration
from services.devices.presence.tables import Presence
from services.devices.registry.rules import KINDS
from services.devices.registry.tables import Terminal


def own_terminal(tx: ReadTransaction, terminal_id: str) -> Terminal:
    """A terminal of the actor's own centre. Raises NotFound, Forbidden."""
    terminal = tx.one(Terminal, terminal_id)
    tx.actor.require_centre(terminal.centre)
    return terminal


@dataclass(frozen=True)
class Recipient:
    """An approved terminal as those who tell it something need it."""

    id: str
    kind: str
    centre: str
    window: int | None
    connected: bool
    business_class: str | None
    languages: object = None
    volume: object = None
    """An announcer's settings, as they were set."""
    capabilities: tuple[str, ...] = ()
    """Commands that it said it carries out; empty when it said nothing."""

    def can(self, command: str) -> bool:
        return not self.capabilities or command in self.capabilities


def recipients(
    tx: ReadTransaction, centre: str, *kinds: str, windows: Collection[int] | None = None
) -> list[Recipient]:
    """Approved terminals of a centre, of any of ``kinds`` (all kinds when none is named).

    With ``windows``: of those at windows only the ones at these.
    """
    here: dict[str, Any] = {"at": centre, "kinds": kinds or KINDS}
    if windows is None:
        rows = tx.session.execute(_OF_KINDS, here)
    else:
        rows = tx.session.execute(_AT_WINDOWS, {**here, "windows": list(windows)})
    return [_recipient(row) for row in rows]


def announcers(tx: ReadTransaction) -> list[Recipient]:
    """The approved announcers of all centres."""
    return [_recipient(row) for row in tx.session.execute(_RECIPIENTS.where(Terminal.kind == "voice"))]


def recipient(tx: ReadTransaction, terminal_id: str) -> Recipient | None:
    """One approved terminal, or None."""
    row = tx.session.execute(_RECIPIENTS.where(Terminal.id == terminal_id)).one_or_none()
    return None if row is None else _recipient(row)


_RECIPIENTS = (
    select(
        Terminal.id, Terminal.kind, Terminal.centre, Terminal.window, Configuration.desired, Presence.connected,
        Presence.capabilities,
    )
    .join(Presence, Presence.terminal_id == Terminal.id)
    .join(Configuration, Configuration.terminal_id == Terminal.id)
    .where(Terminal.state == "approved")
    .order_by(Terminal.id)
)  # fmt: skip
# Made once: every change of the queue asks.
_OF_KINDS = _RECIPIENTS.where(
    Terminal.centre == bindparam("at"), Terminal.kind.in_(bindparam("kinds", expanding=True))
)
_AT_WINDOWS = _OF_KINDS.where(
    or_(Terminal.window.is_(None), Terminal.window.in_(bindparam("windows", expanding=True)))
)


def _recipient(row: Any) -> Recipient:
    desired = row.desired
    return Recipient(
        row.id, row.kind, row.centre, row.window, row.connected, desired.get("business_class"),
        desired.get("languages"), desired.get("volume"), tuple(row.capabilities),
    )  # fmt: skip
