"""Changing programmes and bringing LEDs up to date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.commands.actions import Order, give
from services.devices.registry.recipients import Recipient, recipients
from services.devices.signage.rules import check_hours, playlist
from services.devices.signage.tables import PlaylistRevision, Programme


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
    quiet: bool = False,
) -> Programme:
    """Add or replace a programme and send the new list to the LEDs (not when ``quiet``).

    Raises BadHours, PlaylistTooLong.
    """
    tx.actor.require_centre(centre)
    check_hours(hours)
    row = tx.session.get(Programme, (centre, code))
    if row is None:
        row = Programme(centre=centre, code=code, version=0)
        tx.session.add(row)
    row.text, row.priority, row.from_at, row.until_at, row.hours = text, priority, from_at, until_at, hours
    row.version += 1
    tx.audit("programme.put", f"{centre}/{code}", priority=priority, until=until_at.isoformat())
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


def announce_playlist(tx: Transaction, centre: str) -> int:
    """Count a new revision and send it to every LED of the centre; returns it. Raises PlaylistTooLong."""
    tx.session.flush()
    put = tx.upsert(PlaylistRevision.__table__).values(centre=centre, revision=1)
    put = put.on_conflict_do_update(index_elements=["centre"], set_={"revision": PlaylistRevision.revision + 1})
    revision: int = tx.session.execute(put.returning(PlaylistRevision.revision)).scalar_one()
    data = {"revision": revision, "items": playlist(programmes(tx, centre), tx.now)}
    give(tx, [Order(led, words.PLAYLIST, data) for led in recipients(tx, centre, "led")])
    return revision


def greet_led(tx: Transaction, led: Recipient, held: int) -> None:
    """Send the playlist to a LED that holds another revision."""
    query = select(PlaylistRevision.revision).where(PlaylistRevision.centre == led.centre)
    revision = tx.session.execute(query).scalar() or 0
    if revision != held:
        data: dict[str, Any] = {"revision": revision, "items": playlist(programmes(tx, led.centre), tx.now)}
        give(tx, [Order(led, words.PLAYLIST, data)])


def programmes(tx: ReadTransaction, centre: str) -> list[Programme]:
    found = select(Programme).where(Programme.centre == centre).order_by(Programme.priority, Programme.code)
    return list(tx.session.execute(found).scalars())
