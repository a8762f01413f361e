"""Attachments at the window: scanned in by a clerk, read, held, taken out again."""

from __future__ import annotations

from libs.common.database import Database
from libs.common.documents import DocumentDamaged
from libs.common.errors import NotFound
from libs.common.events.intake import ATTACHMENT_REMOVED
from libs.common.http.call import Call
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.metrics import FILES_DAMAGED
from services.intake.online.attachments import refusals, rules
from services.intake.online.attachments.keeping import attach, event_data, keep_paper, store_of
from services.intake.online.attachments.tables import Attachment


def attach_to_case(db: Database, call: Call, case_id: str, material: int | None, content: bytes) -> Attachment:
    """A paper that a clerk scanned in. Raises NotFound, Forbidden, UnknownMaterial, and what keeping raises."""
    with db.reading(call.actor, call.cause) as tx:
        case = see_case(tx, case_id)
        known = {each.seq for each in steps.materials_of(tx, case.id)}
    if material is not None and material not in known:
        raise UnknownMaterial(f"第{material}项", field="material")
    paper = keep_paper(db.settings, content)
    with call.transaction(db) as tx:
        case = steps.hold_case(tx, case_id)
        found = attach(
            tx, paper, centre=case.centre, channel="window", name=call.file_name, case_id=case.id,
            material_seq=material,
        )  # fmt: skip
    return found


def fetch(db: Database, call: Call, attachment_id: str) -> tuple[Attachment, bytes]:
    """The paper itself; who looked is written down before it leaves.

    Raises NotFound, Forbidden, IllegalMove (not scanned yet, infected, removed), DocumentDamaged.
    """
    with db.reading(call.actor, call.cause) as tx:
        sha256 = _readable(tx, attachment_id).sha256
    try:
        content = store_of(db.settings).get(sha256)
    except DocumentDamaged:
        FILES_DAMAGED.inc()
        raise
    with call.transaction(db) as tx:
        # Between the look and now it may have been found infected, or its time was over.
        attachment = _readable(tx, attachment_id)
        tx.audit("attachment.fetch", attachment_id, sha256=sha256)
    return attachment, content


def _readable(tx: ReadTransaction, attachment_id: str) -> Attachment:
    attachment = see(tx, attachment_id)
    rules.require_readable(attachment.state)
    return attachment


def see(tx: ReadTransaction, attachment_id: str, *, lock: bool = False) -> Attachment:
    """Raises NotFound, Forbidden (属地)."""
    attachment = tx.session.get(Attachment, attachment_id, with_for_update=lock or None)
    if attachment is None:
        raise NotFound(f"附件 {attachment_id}")
    tx.actor.require_centre(attachment.centre)
    return attachment


def take_out(tx: Transaction, attachment_id: str, reason: str) -> Attachment:
    """A clerk attached the wrong paper. Raises NotFound, Forbidden, IllegalMove, AttachmentHeld, StaleVersion."""
    attachment = see(tx, attachment_id, lock=True)
    remove(tx, attachment, "mistake", reason=mask_text(reason))
    return attachment


def remove(tx: Transaction, attachment: Attachment, why: str, **said: str) -> None:
    """Remove an attachment that is held; the sweep takes the file once no other names it.

    Raises IllegalMove, AttachmentHeld, StaleVersion.
    """
    if attachment.held_at is not None:
        raise refusals.AttachmentHeld(attachment.hold_reason or "")
    move(tx, attachment, "remove", name=None, removed_at=tx.now, removed_why=why, next_scan_at=None, remove_on=None)
    tx.emit(ATTACHMENT_REMOVED, attachment.id, attachment.centre, {**event_data(tx, attachment), "why": why})
    tx.audit("attachment.remove", attachment.id, why=why, retention_class=attachment.retention_class, **said)


def move(tx: Transaction, attachment: Attachment, verb: str, **values: object) -> None:
    """Make the move that MOVES has for ``verb``. Raises IllegalMove, StaleVersion (If-Match)."""
    to = rules.target(attachment.state, verb)
    tx.moved(
        Attachment, attachment.id, origin=[attachment.state], to=to, version=tx.if_match,
        otherwise=refusals.IllegalMove, **values,
    )  # fmt: skip


def hold(tx: Transaction, attachment_id: str, reason: str) -> Attachment:
    """Keep it whatever its day (封存). Raises NotFound, Forbidden, AttachmentRemoved, StaleVersion."""
    attachment = see(tx, attachment_id, lock=True)
    if attachment.state == rules.State.REMOVED:
        raise refusals.AttachmentRemoved()
    _set_hold(tx, attachment, mask_text(reason))
    tx.audit("attachment.hold", attachment.id, reason=attachment.hold_reason)
    return attachment


def release(tx: Transaction, attachment_id: str) -> Attachment:
    """Let its day count again. Raises NotFound, Forbidden, NotHeld, StaleVersion."""
    attachment = see(tx, attachment_id, lock=True)
    if attachment.held_at is None:
        raise refusals.NotHeld()
    _set_hold(tx, attachment, None)
    tx.audit("attachment.release", attachment.id)
    return attachment


def _set_hold(tx: Transaction, attachment: Attachment, reason: str | None) -> None:
    # No move: the state stays, and so do those it may go to.
    tx.moved(
        Attachment, attachment.id, origin=[attachment.state], to=attachment.state, version=tx.if_match,
        held_at=tx.now if reason else None, held_by=tx.actor.id if reason else None, hold_reason=reason,
    )  # fmt: skip
