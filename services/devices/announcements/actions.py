"""Writing, publishing and withdrawing announcements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from libs.common.events.devices import ANNOUNCEMENT_PUBLISHED, ANNOUNCEMENT_WITHDRAWN
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.announcements.rules import (
    MOVES,
    AnnouncementOver,
    NotDraft,
    NotPublished,
    programme_code,
)
from services.devices.announcements.tables import Announcement
from services.devices.signage.actions import drop_programme, put_programme
from services.devices.signage.tables import Programme

BOARD_PRIORITY = 3


def draft_announcement(tx: Transaction, centre: str, **content: Any) -> Announcement:
    """Write a draft that nobody outside sees."""
    tx.actor.require_centre(centre)
    row = Announcement(
        id=new_id(), centre=centre, state="draft", drafted_at=tx.now, drafted_by=tx.actor.id, version=1, **content
    )
    tx.session.add(row)
    tx.audit("announcement.draft", row.id, centre=centre, category=row.category)
    return row


def change_announcement(tx: Transaction, announcement_id: str, centre: str, **content: Any) -> Announcement:
    """Replace a draft's content. Raises NotFound, NotDraft, StaleVersion."""
    row = own(tx, announcement_id)
    tx.actor.require_centre(centre)
    _move(tx, row, "change", NotDraft, centre=centre, **content)
    return row


def publish(tx: Transaction, announcement_id: str) -> Announcement:
    """Show it to everybody while it is valid, on the boards too. Raises NotDraft, AnnouncementOver, PlaylistTooLong."""
    row = own(tx, announcement_id)
    if row.state == "draft" and row.valid_until <= tx.now:
        raise AnnouncementOver(field="valid_until")
    _move(tx, row, "publish", NotDraft, published_at=tx.now, published_by=tx.actor.id)
    if row.board_text:
        put_programme(
            tx, row.centre, programme_code(row.id), row.board_text, BOARD_PRIORITY, row.valid_from, row.valid_until,
            "00:00-24:00",
        )  # fmt: skip
    told = {
        "announcement_id": row.id, "form": row.form, "category": row.category, "title": row.title,
        "valid_from": row.valid_from, "valid_until": row.valid_until, "at": tx.now,
    }  # fmt: skip
    tx.emit(ANNOUNCEMENT_PUBLISHED, row.id, row.centre, told)
    return row


def withdraw(tx: Transaction, announcement_id: str, reason: str) -> Announcement:
    """Take it away from everywhere; it stays in the record. Raises NotPublished."""
    row = own(tx, announcement_id)
    _move(
        tx, row, "withdraw", NotPublished,
        withdrawn_at=tx.now, withdrawn_by=tx.actor.id, withdrawn_reason=reason,
    )  # fmt: skip
    if tx.session.get(Programme, (row.centre, programme_code(row.id))) is not None:
        drop_programme(tx, row.centre, programme_code(row.id))
    told = {"announcement_id": row.id, "form": row.form, "category": row.category, "at": tx.now}
    tx.emit(ANNOUNCEMENT_WITHDRAWN, row.id, row.centre, told)
    return row


def own(tx: ReadTransaction, announcement_id: str) -> Announcement:
    """An announcement of the actor's own centre. Raises NotFound, Forbidden."""
    row = tx.one(Announcement, announcement_id)
    tx.actor.require_centre(row.centre)
    return row


def shown_now(tx: ReadTransaction, centre: str) -> Select[Any]:
    """What is published and valid at this moment."""
    return select(Announcement).where(
        Announcement.centre == centre, Announcement.state == "published",
        Announcement.valid_from <= tx.now, Announcement.valid_until > tx.now,
    )  # fmt: skip


def _move(tx: Transaction, row: Announcement, move: str, otherwise: type[Any], **values: Any) -> None:
    origin, to = MOVES[move]
    tx.moved(Announcement, row.id, origin=origin, to=to, version=tx.if_match, otherwise=otherwise, **values)
    tx.audit(f"announcement.{move}", row.id, centre=row.centre)
