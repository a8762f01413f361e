"""Giving pairing codes, taking them, and putting a new device in the place of a broken one."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select

from libs.common.transaction import Transaction
from services.devices.commands.actions import cancel_open
from services.devices.configuration.actions import forget_reported
from services.devices.faults.actions import clear_faults
from services.devices.metrics import ACCESS_DENIED
from services.devices.pairing.rules import LIFETIME, PairingRefused, digest, new_code
from services.devices.pairing.tables import Pairing
from services.devices.presence.actions import forget
from services.devices.presence.tables import Presence
from services.devices.registry.actions import drop_secret, replace_secret
from services.devices.registry.recipients import own_terminal
from services.devices.registry.rules import TerminalNotMovable
from services.devices.registry.tables import Terminal


def give_code(tx: Transaction, terminal_id: str) -> dict[str, object]:
    """A code for an approved terminal, told this once; an earlier one ends. Raises TerminalNotMovable."""
    terminal = own_terminal(tx, terminal_id)
    if terminal.state != "approved":
        raise TerminalNotMovable(state=terminal.state)
    code, until = new_code(), datetime.now(UTC) + LIFETIME
    tx.session.execute(delete(Pairing).where(Pairing.terminal_id == terminal_id))
    tx.session.add(Pairing(terminal_id=terminal_id, centre=terminal.centre, code_sha256=digest(code), until=until))
    tx.audit("terminal.pairing-code", terminal_id)
    return {"id": terminal_id, "code": code, "until": until}


def pair(tx: Transaction, code: str) -> dict[str, object]:
    """Exchange a code for the terminal's secret, once. What an earlier secret opened is closed.

    Raises PairingRefused.
    """
    kept = digest(code)
    found = select(Pairing.terminal_id, Terminal.centre, Terminal.kind, Terminal.window, Presence.connected)
    found = found.join(Terminal, Terminal.id == Pairing.terminal_id)
    found = found.join(Presence, Presence.terminal_id == Terminal.id)
    row = tx.session.execute(
        found.where(Pairing.code_sha256 == kept, Pairing.until > datetime.now(UTC), Terminal.state == "approved")
    ).one_or_none()
    # Of two who hold the code, one deletes the row.
    used = tx.session.execute(delete(Pairing).where(Pairing.code_sha256 == kept))
    if row is None or used.rowcount != 1:  # type: ignore[attr-defined]
        ACCESS_DENIED.labels("pairing").inc()
        raise PairingRefused
    secret = replace_secret(tx, row.terminal_id, cut_off=row.connected)
    tx.audit("terminal.pair", row.terminal_id)
    return {
        "id": row.terminal_id, "centre": row.centre, "kind": row.kind, "window": row.window, "secret": secret,
    }  # fmt: skip


def replace_terminal(tx: Transaction, terminal_id: str, reason: str) -> dict[str, object]:
    """Another device takes the place of a broken one: window, place, profile and settings stay, the rest goes.

    The old secret ends at once, what it was told and has not answered is cancelled (a ticket must not be printed
    by two machines), its faults are cleared. Returns a pairing code for the new one. Raises TerminalNotMovable.
    """
    terminal = own_terminal(tx, terminal_id)
    code = give_code(tx, terminal_id)
    drop_secret(tx, terminal_id)
    forget(tx, terminal_id, terminal.kind, terminal.centre)
    forget_reported(tx, terminal_id)
    cancel_open(tx, terminal_id, "replaced")
    clear_faults(tx, terminal_id)
    tx.audit("terminal.replace", terminal_id, reason=reason)
    return code


def purge_codes(tx: Transaction) -> None:
    """Drop what nobody has used in time."""
    tx.session.execute(delete(Pairing).where(Pairing.until < datetime.now(UTC)))
