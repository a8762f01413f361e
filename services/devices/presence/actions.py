"""Keeping presence: read with a batch, written back with it, and looked over by the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from libs.common.events.devices import PRESENCE_CHANGED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.devices.configuration.tables import Configuration
from services.devices.presence.rules import (
    NOBODY_LISTENED,
    USUAL_SECONDS,
    Standing,
    listening_since,
    lost_since,
    silence,
)
from services.devices.presence.tables import Listening, Outage, Presence
from services.devices.registry.tables import Terminal

KEEP_OUTAGES = timedelta(days=400)
"""Long enough for a year's figures."""
_TABLE = Presence.__table__
_STANDING = [_TABLE.c[name] for name in asdict(Standing())]
_OF = (
    select(_TABLE.c.terminal_id, *_STANDING)
    .where(_TABLE.c.terminal_id.in_(bindparam("terminals", expanding=True)))
    .order_by(_TABLE.c.terminal_id)
    .with_for_update()
)
_KEEP = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.terminal_id == bindparam("key"))
    .values({name: bindparam(f"to_{name}") for name in [*asdict(Standing()), "seen_at", "heard_at"]})
)
_DESCRIBE = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.terminal_id == bindparam("key"))
    .values(firmware=bindparam("to_firmware"), capabilities=bindparam("to_capabilities"))
)


def standings(tx: Transaction, terminals: Iterable[str]) -> dict[str, Standing]:
    """The standing of each of ``terminals`` that is registered."""
    return {row[0]: Standing(*row[1:]) for row in tx.session.execute(_OF, {"terminals": list(terminals)})}


def keep(tx: Transaction, heard: Mapping[str, Standing]) -> None:
    """Write back what the messages of a batch have changed."""
    if not heard:
        return
    real_now = datetime.now(UTC)
    rows = []
    for terminal_id, standing in heard.items():
        row: dict[str, Any] = {f"to_{name}": value for name, value in vars(standing).items()}
        row |= {"key": terminal_id, "to_seen_at": tx.now, "to_heard_at": real_now}
        rows.append(row)
    tx.session.connection().execute(_KEEP, rows)


def describe(tx: Transaction, hellos: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what terminals said of themselves in ``hello``."""
    rows = [
        {"key": terminal, "to_firmware": data["firmware"], "to_capabilities": data["capabilities"]}
        for terminal, data in hellos.items()
    ]
    if rows:
        tx.session.connection().execute(_DESCRIBE, rows)


def tell(
    tx: Transaction, terminal_id: str, kind: str, centre: str, standing: Standing, online: bool, since: datetime
) -> None:
    """Emit that a terminal came or was lost, and keep the gap (离线记录)."""
    told = {
        "terminal_id": terminal_id, "kind": kind, "online": online, "since": since, "session": standing.session,
    }  # fmt: skip
    tx.emit(PRESENCE_CHANGED, terminal_id, centre, told)
    if online:
        over = update(Outage).where(Outage.terminal_id == terminal_id, Outage.ended_at.is_(None))
        tx.session.execute(over.values(ended_at=since))
    else:
        gap = {"id": new_id(), "terminal_id": terminal_id, "centre": centre, "kind": kind, "began_at": since}
        tx.session.execute(insert(Outage.__table__), gap)  # type: ignore[arg-type]


def look_over(tx: Transaction) -> int:
    """Find the lost ones and tell of each once. Returns how many were lost."""
    hall, real_now = tx.settings.hall, datetime.now(UTC)
    grace = timedelta(seconds=hall["offline_grace_seconds"])
    usual = max(USUAL_SECONDS, hall["heartbeat_seconds"])
    listening = _listening(tx, real_now)
    desired, heard = Configuration.desired, (_TABLE.c.heard_at, _TABLE.c.seen_at)
    query = (
        select(Terminal.id, Terminal.kind, Terminal.centre, desired, *heard, *_STANDING)
        .select_from(_TABLE)
        .join(Terminal, Terminal.id == _TABLE.c.terminal_id)
        .join(Configuration, Configuration.terminal_id == _TABLE.c.terminal_id)
        .where(_TABLE.c.online, _perhaps_lost(tx.now, real_now, grace, listening, usual))
        .with_for_update(of=_TABLE, skip_locked=True)  # whoever is speaking now is not lost
    )
    lost = 0
    for terminal_id, kind, centre, settings, heard_at, seen_at, *values in tx.session.execute(query).all():
        standing = Standing(*values)
        since = lost_since(
            standing, heard_at, seen_at, now=tx.now, grace=grace, real_now=real_now, listening=listening,
            silence=silence(usual, settings),
        )  # fmt: skip
        if since is None:
            continue
        change = update(_TABLE).where(_TABLE.c.terminal_id == terminal_id)  # type: ignore[arg-type]
        tx.session.execute(change.values(online=False, connected=False, since=since))
        tell(tx, terminal_id, kind, centre, standing, False, since)
        lost += 1
    return lost


def forget(tx: Transaction, terminal_id: str, kind: str, centre: str) -> None:
    """Another device takes the terminal's place: the session of the old one is over now, without grace."""
    row = tx.one(Presence, terminal_id)
    if row.online:
        tell(tx, terminal_id, kind, centre, Standing(session=row.session), False, tx.now)
        row.since = tx.now
    row.session, row.last_seq, row.asked = None, 0, False
    row.connected, row.online, row.left_at = False, False, None
    row.firmware, row.capabilities = None, []


def purge_outages(tx: Transaction) -> None:
    """Drop what ended long ago."""
    tx.session.execute(delete(Outage).where(Outage.ended_at < tx.now - KEEP_OUTAGES))


def _listening(tx: Transaction, real_now: datetime) -> datetime:
    """Since when terminals have been heard without a break; kept, so that a restart is seen by whoever looks next."""
    row = tx.session.get(Listening, 1)
    if row is None:
        row = Listening(id=1, since=real_now, looked_at=real_now)
        tx.session.add(row)
    since = listening_since(row.since, row.looked_at, real_now)
    # Seldom: a tick that finds nothing should write nothing.
    if since != row.since or real_now - row.looked_at > NOBODY_LISTENED / 3:
        row.since, row.looked_at = since, real_now
    tx.session.flush()
    return since


def _perhaps_lost(
    now: datetime, real_now: datetime, grace: timedelta, listening: datetime, usual: float
) -> ColumnElement[bool]:
    """What the rules can find lost at all. Of thousands that are there, no row need be read every second."""
    left = _TABLE.c.left_at <= now - grace
    shortest = silence(usual, {})
    return left if real_now - listening < shortest else left | (_TABLE.c.heard_at <= real_now - shortest)
