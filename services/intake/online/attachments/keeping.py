"""From the bytes that came in to a row: judged and stored first, outside transactions, then written down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select

from libs.common.documents import DocumentStore
from libs.common.errors import TooLarge
from libs.common.events.intake import ATTACHMENT_ADDED
from libs.common.ids import new_id
from libs.common.settings import Settings
from libs.common.transaction import ReadTransaction, Transaction
from libs.common.uploads.apart import inspect_apart
from libs.common.uploads.inspecting import Bounds
from libs.common.uploads.recognising import EXTENSIONS
from services.intake.online.attachments import rules
from services.intake.online.attachments.rules import LIVE, MIB, State
from services.intake.online.attachments.tables import Attachment

PURPOSE = "attachment"


@dataclass(frozen=True)
class Paper:
    """A paper that lies in the store."""

    sha256: str
    media_type: str
    size: int
    pages: int


def store_of(settings: Settings) -> DocumentStore:
    return DocumentStore(Path(settings.documents_dir) / "attachments", PURPOSE)


def keep_paper(settings: Settings, content: bytes) -> Paper:
    """Judge ``content`` and keep the paper in it. Not in a transaction. Raises TooLarge, StorageFull, FileRefused."""
    limits = rules.limits_of(settings.hall)
    if len(content) > limits.size:
        raise TooLarge(f"单个文件不能超过 {limits.size / MIB:g} MB", limit=limits.size)
    store = store_of(settings)
    store.require_space(int(settings.hall["attachment_free_mib"] * MIB))
    found = inspect_apart(content, Bounds(limits.pixels, limits.pages))
    paper = content[: found.size]
    return Paper(store.put(paper), found.media_type, len(paper), found.pages)


def attach(
    tx: Transaction,
    paper: Paper,
    *,
    centre: str,
    channel: str,
    name: str,
    case_id: str | None = None,
    application_id: str | None = None,
    material_seq: int | None = None,
) -> Attachment:
    """The attachment of a matter whose row the caller holds. The same paper for the same material again is the one
    that is there already. Raises TooManyFiles, FilesTooLarge."""
    own = Attachment.case_id == case_id if case_id else Attachment.application_id == application_id
    there = _live(tx, own)
    same = [one for one in there if (one.sha256, one.material_seq) == (paper.sha256, material_seq)]
    if same:
        return same[0]
    rules.require_room([one.size for one in there], paper.size, rules.limits_of(tx.settings.hall))
    scanned = tx.settings.scanner is not None
    attachment = Attachment(
        id=new_id(),
        centre=centre,
        version=1,
        state=State.PENDING if scanned else State.UNSCANNED,
        case_id=case_id,
        application_id=application_id,
        material_seq=material_seq,
        name=rules.display_name(name, EXTENSIONS[paper.media_type]),
        media_type=paper.media_type,
        size=paper.size,
        pages=paper.pages,
        sha256=paper.sha256,
        channel=channel,
        added_at=tx.now,
        added_by=tx.actor.id,
        next_scan_at=tx.now if scanned else None,
        scan_attempts=0,
        # What joins a case is kept as long as what is there already.
        retention_class=there[0].retention_class if there else rules.USUAL_CLASS,
    )
    tx.session.add(attachment)
    tx.session.flush()
    told = {"media_type": paper.media_type, "size": paper.size, "channel": channel}
    tx.emit(ATTACHMENT_ADDED, attachment.id, centre, {**event_data(tx, attachment), **told})
    tx.audit("attachment.add", attachment.id, **_owner(attachment), material=material_seq, sha256=paper.sha256)
    return attachment


def _live(tx: Transaction, own: ColumnElement[bool]) -> list[Attachment]:
    return list(tx.session.scalars(select(Attachment).where(own, Attachment.state.in_(LIVE)).order_by(Attachment.id)))


def event_data(tx: ReadTransaction, attachment: Attachment) -> dict[str, Any]:
    """What every event of an attachment tells: never what it is called."""
    return {"attachment_id": attachment.id, **_owner(attachment), "at": tx.now}


def _owner(attachment: Attachment) -> dict[str, str | None]:
    return {"case_id": attachment.case_id, "application_id": attachment.application_id}
