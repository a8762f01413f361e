"""The end of attachments: dated when their matter ends, removed on their day, and the files that no row names swept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import structlog
from sqlalchemy import exists, func, or_, select

from libs.common.clock import local
from libs.common.database import Database
from libs.common.documents.store import SHARDS
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.archive.rules import State as ArchiveState
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.rules import OPEN
from services.intake.casework.cases.tables import Case
from services.intake.online.attachments import rules
from services.intake.online.attachments.keeping import store_of
from services.intake.online.attachments.rules import State
from services.intake.online.attachments.tables import Attachment
from services.intake.online.attachments.window import remove

AT_ONCE = 200
"""Rows a sweep takes in one transaction; the next tick takes the rest."""

log = structlog.get_logger(__name__)


def date_attachments(tx: Transaction) -> int:
    """Give those of ended cases the day that they are removed on; how many got one."""
    ended_at = func.coalesce(Case.completed_at, Case.returned_at, Case.withdrawn_at)
    rows = (
        select(Attachment, ended_at)
        .join(Case, Case.id == Attachment.case_id)
        .where(
            Attachment.state != State.REMOVED, Attachment.remove_on.is_(None),
            Attachment.retention_class.in_([each.code for each in rules.RETENTION.values() if each.years is not None]),
            Case.state.not_in(OPEN),
        )
        .order_by(Attachment.id).limit(AT_ONCE).with_for_update(of=Attachment)
    )  # fmt: skip
    found = tx.session.execute(rows).all()
    for attachment, at in found:
        attachment.remove_on = rules.remove_on(local(at).date(), attachment.retention_class)
    return len(found)


def remove_due(tx: Transaction) -> int:
    """Remove what has reached its day and is not held; how many. What is archived waits for its disposal (鉴定销毁)."""
    filed = exists().where(ArchiveFile.case_id == Attachment.case_id, ArchiveFile.state == ArchiveState.FILED)
    due = select(Attachment).where(
        Attachment.state != State.REMOVED, Attachment.held_at.is_(None), Attachment.remove_on <= local(tx.now).date(),
        or_(Attachment.state == State.INFECTED, ~filed),
    )  # fmt: skip
    due = due.order_by(Attachment.remove_on, Attachment.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = tx.session.scalars(due).all()
    for attachment in found:
        remove(tx, attachment, "infected" if attachment.state == State.INFECTED else "retention")
    return len(found)


def set_retention(tx: Transaction, case_id: str, retention_class: str, reason: str) -> None:
    """How long the attachments of a case are kept. Raises NotFound, Forbidden (属地)."""
    case = see_case(tx, case_id)
    for attachment in _hold_of_case(tx, case.id):
        attachment.retention_class = retention_class
        # Infected ones go when their quarantine is over, whatever they were.
        if attachment.state != State.INFECTED:
            attachment.remove_on = None
        attachment.version += 1
    tx.audit("attachment.retention", case.id, retention_class=retention_class, reason=mask_text(reason))


def keep_until(tx: Transaction, case_id: str, until: date | None) -> None:
    """Keep the attachments of a case, which the caller holds, until the end of that day, or for ever (None)."""
    for attachment in _hold_of_case(tx, case_id):
        if attachment.state == State.INFECTED:
            continue
        if until is None:
            attachment.retention_class = rules.FOR_EVER
        attachment.remove_on = None if until is None else until + timedelta(days=1)
        attachment.version += 1


def dispose_of(tx: Transaction, case_id: str) -> int:
    """Remove all attachments of a case, which the caller holds; how many. Raises AttachmentHeld."""
    found = _hold_of_case(tx, case_id)
    for attachment in found:
        remove(tx, attachment, "disposed")
    return len(found)


def _hold_of_case(tx: Transaction, case_id: str) -> Sequence[Attachment]:
    own = select(Attachment).where(Attachment.case_id == case_id, Attachment.state != State.REMOVED)
    return tx.session.scalars(own.order_by(Attachment.id).with_for_update()).all()


def sweep_files(db: Database) -> int:
    """Remove the files that no row names: of removed attachments, and of uploads that came to nothing; how many."""
    store, swept = store_of(db.settings), 0
    for shard in SHARDS:
        kept = store.settled(shard)
        if kept:
            with db.reading() as tx:
                named = _named(tx, kept)
            swept += sum(store.discard(digest) for digest in kept if digest not in named)
    if swept:
        log.info("attachment.files_swept", files=swept)
    return swept


def _named(tx: ReadTransaction, digests: Collection[str]) -> set[str]:
    live = select(Attachment.sha256).where(Attachment.sha256.in_(digests), Attachment.state != State.REMOVED)
    return set(tx.session.scalars(live))

