"""Attachments that wait for the virus scanner. What waits is a row, so that a restart goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import func, select, update

from libs.common.actor import SYSTEM
from libs.common.clock import local
from libs.common.database import Database
from libs.common.documents import DocumentDamaged
from libs.common.events.intake import ATTACHMENT_QUARANTINED
from libs.common.transaction import Transaction
from libs.common.uploads.scanning import Finding, ScannerFailed
from services.intake.metrics import ATTACHMENT_SCAN_LAG, ATTACHMENTS_SCANNED, FILES_DAMAGED
from services.intake.online.attachments import refusals, rules
from services.intake.online.attachments.keeping import event_data, store_of
from services.intake.online.attachments.rules import State
from services.intake.online.attachments.tables import Attachment
from services.intake.online.attachments.window import move, see

AT_ONCE = 10
"""Files in one round; a round may take long and waits for the scanner outside transactions."""

log = structlog.get_logger(__name__)


def scan_waiting(db: Database) -> int:
    """Scan what waits, one after the other, by one process at a time; how many got a verdict."""
    if db.settings.scanner is None:
        return 0
    with db.reading() as tx:
        unscanned = tx.session.scalars(
            select(Attachment.id).where(Attachment.state == State.UNSCANNED).order_by(Attachment.id).limit(AT_ONCE)
        ).all()
    if unscanned:
        with db.transaction(SYSTEM, flush=False) as tx:
            _queue(tx, unscanned)
    with db.reading() as tx:
        waiting = tx.session.execute(
            select(Attachment.id, Attachment.sha256)
            .where(Attachment.state == State.PENDING, Attachment.next_scan_at <= tx.now)
            .order_by(Attachment.next_scan_at, Attachment.id).limit(AT_ONCE)
        ).all()  # fmt: skip
        oldest = select(func.min(Attachment.added_at)).where(Attachment.state == State.PENDING)
        since = tx.session.scalar(oldest)
    ATTACHMENT_SCAN_LAG.set(db.clock.real_seconds(db.clock.now() - since) if since else 0)
    return sum(_scan(db, attachment_id, sha256) for attachment_id, sha256 in waiting)


def _scan(db: Database, attachment_id: str, sha256: str) -> bool:
    try:
        finding = db.settings.scanner.scan(store_of(db.settings).get(sha256))
    except (ScannerFailed, DocumentDamaged) as error:
        if isinstance(error, DocumentDamaged):
            FILES_DAMAGED.inc()
        log.warning("attachment.not_scanned", attachment=attachment_id, reason=str(error)[:100])
        with db.transaction(SYSTEM, flush=False) as tx:
            _put_off(tx, attachment_id)
        return False
    with db.transaction(SYSTEM) as tx:
        _settle(tx, attachment_id, finding)
    ATTACHMENTS_SCANNED.labels("infected" if finding.infected else "clean").inc()
    return True


def _queue(tx: Transaction, unscanned: Sequence[str]) -> None:
    """There was no scanner when they came; now there is."""
    rows = select(Attachment).where(Attachment.id.in_(unscanned), Attachment.state == State.UNSCANNED)
    for attachment in tx.session.scalars(rows.with_for_update()).all():
        move(tx, attachment, "scan", next_scan_at=tx.now, scan_attempts=0)


def _put_off(tx: Transaction, attachment_id: str) -> None:
    attachment = tx.one(Attachment, attachment_id)
    attempts = attachment.scan_attempts + 1
    later = update(Attachment).where(Attachment.id == attachment_id, Attachment.state == State.PENDING)
    tx.session.execute(later.values(scan_attempts=attempts, next_scan_at=rules.next_scan(attempts, tx.now)))


def _settle(tx: Transaction, attachment_id: str, finding: Finding) -> None:
    attachment = tx.session.get(Attachment, attachment_id, with_for_update=True)
    if attachment is None or attachment.state != State.PENDING:
        return  # taken away meanwhile
    done = {"scanned_at": tx.now, "next_scan_at": None}
    if not finding.infected:
        move(tx, attachment, "clear", finding=None, **done)
        tx.audit("attachment.clear", attachment.id)
        return
    kept_until = local(tx.now).date() + timedelta(days=tx.settings.hall["quarantine_days"])
    move(tx, attachment, "quarantine", finding=finding.name, remove_on=kept_until, **done)
    told = {**event_data(tx, attachment), "finding": finding.name}
    tx.emit(ATTACHMENT_QUARANTINED, attachment.id, attachment.centre, told)
    tx.audit("attachment.quarantine", attachment.id, finding=finding.name)


def scan_again(tx: Transaction, attachment_id: str) -> Attachment:
    """For a scanner that knows more by now. Raises NotFound, Forbidden, IllegalMove, NoScanner, StaleVersion."""
    if tx.settings.scanner is None:
        raise refusals.NoScanner()
    attachment = see(tx, attachment_id, lock=True)
    move(tx, attachment, "scan", next_scan_at=tx.now, scan_attempts=0, finding=None, remove_on=None)
    tx.audit("attachment.scan_again", attachment.id)
    return attachment

