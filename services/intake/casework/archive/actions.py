"""Archiving an ended case, keeping it longer, and disposing of it when its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.errors import StaleVersion
from libs.common.events.intake import CASE_ARCHIVED, CASE_DISPOSED, CASE_RETENTION_PROLONGED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.archive import rules
from services.intake.casework.archive.classes import retention_class
from services.intake.casework.archive.forgetting import forget
from services.intake.casework.archive.rules import State
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases import steps
from services.intake.casework.cases.numbers import next_number
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.rules import ENDED, target
from services.intake.casework.cases.rules import State as CaseState
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries.opening import require_delivered
from services.intake.casework.joint.parts import require_none_unanswered
from services.intake.online.attachments.retention import keep_until, set_retention


def archive_case(tx: Transaction, case_id: str, retention: str | None = None, place: str | None = None) -> Case:
    """Give the case its archive number and retention class (that of its kind unless said), its attachments too.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ArchiveFiled, ArchiveDisposed, UnknownRetention,
    DeliveryOpen, PartOpen.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "archive")
    filed = file_of(tx, case.id)
    if filed is not None:
        raise (rules.ArchiveFiled if filed.state == State.FILED else rules.ArchiveDisposed)(number=filed.number)
    require_delivered(tx, case)
    require_none_unanswered(tx, case)
    kept = retention_class(retention, case.item_kind, completed=case.state == CaseState.COMPLETED)
    ended_at = case.completed_at or case.returned_at or case.withdrawn_at
    assert ended_at is not None
    ended_on = local(ended_at).date()
    steps.move(tx, case, "archive", archived_at=tx.now)
    # Taken late: the next case of this year and class waits for the row.
    serial = next_number(tx, f"archive/{case.centre}/{ended_on.year}/{kept.mark}")
    file = ArchiveFile(
        id=new_id(), version=1, case_id=case.id, centre=case.centre, state=State.FILED,
        number=rules.archive_number(case.centre, ended_on.year, kept.mark, serial), retention=kept.code,
        keep_until=rules.keep_until(ended_on, kept.years), place=mask_text(place) if place else None, filed_at=tx.now,
        filed_by=tx.actor.id,
    )  # fmt: skip
    tx.session.add(file)
    set_retention(tx, case.id, file.retention, f"归档 {file.number}")
    told = {"archive_number": file.number, "retention": file.retention, "keep_until": file.keep_until, "at": tx.now}
    tx.emit(CASE_ARCHIVED, case.id, case.centre, {**steps.event_data(case), **told})
    tx.audit("case.archive", case.id, number=file.number, retention=file.retention, keep_until=str(file.keep_until))
    return case


def prolong(tx: Transaction, case_id: str, until: date | None, reason: str) -> ArchiveFile:
    """Keep it until a later day, or for ever (None). Raises as ``dispose``, and ProlongedTooShort."""
    case, file = _hold(tx, case_id)
    rules.CYCLE.target(file.state, "prolong")
    rules.require_longer(until, file.keep_until, steps.today(tx))
    told = mask_text(reason)
    _move(tx, file, "prolong", keep_until=until, reason=told, decided_by=tx.actor.id)
    keep_until(tx, case.id, until)
    data = {**steps.event_data(case), "keep_until": until, "reason": told, "at": tx.now}
    tx.emit(CASE_RETENTION_PROLONGED, case.id, case.centre, data)
    tx.audit("case.prolong", case.id, number=file.number, keep_until=str(until), reason=told)
    return file


def dispose(tx: Transaction, case_ids: Sequence[str], reason: str) -> list[ArchiveFile]:
    """Dispose of cases whose retention is over (销毁): what is personal goes, the bare case stays for the figures.

    All of them or none. Raises NotFound, Forbidden, NotArchived, StaleVersion, ArchiveDisposed, RetentionRuns,
    AttachmentHeld (a paper of it is kept for a proceeding, 封存).
    """
    return [_dispose(tx, case_id, mask_text(reason)) for case_id in sorted(set(case_ids))]


def _dispose(tx: Transaction, case_id: str, reason: str) -> ArchiveFile:
    case, file = _hold(tx, case_id)
    rules.CYCLE.target(file.state, "dispose")
    rules.require_disposable(file.keep_until, steps.today(tx))
    _move(tx, file, "dispose", reason=reason, decided_by=tx.actor.id, disposed_at=tx.now, place=None)
    steps.move(tx, case, "dispose")
    forget(tx, case)
    tx.emit(
        CASE_DISPOSED, case.id, case.centre,
        {**steps.event_data(case), "archive_number": file.number, "reason": reason, "at": tx.now},
    )  # fmt: skip
    tx.audit("case.dispose", case.id, number=file.number, reason=reason)
    return file


def file_of(tx: ReadTransaction, case_id: str) -> ArchiveFile | None:
    return tx.session.scalars(select(ArchiveFile).where(ArchiveFile.case_id == case_id)).one_or_none()


def find_waiting(tx: ReadTransaction) -> Select[tuple[Case]]:
    """Ended cases that are not archived yet."""
    return steps.own_cases(tx).where(Case.archived_at.is_(None), Case.state.in_(ENDED))


def find_files(
    tx: ReadTransaction, number: str | None = None, retention: str | None = None, kept_until_before: date | None = None
) -> Select[tuple[ArchiveFile]]:
    """Archived cases of the actor's territory; ``kept_until_before``: not disposed of, and kept until before then."""
    query: Select[tuple[ArchiveFile]] = select(ArchiveFile)
    if not tx.actor.sees_centre("*"):
        query = query.where(ArchiveFile.centre.in_(tx.actor.centres))
    if number is not None:
        query = query.where(ArchiveFile.number == number)
    if retention is not None:
        query = query.where(ArchiveFile.retention == retention)
    if kept_until_before is not None:
        query = query.where(ArchiveFile.state == State.FILED, ArchiveFile.keep_until < kept_until_before)
    return query


def _hold(tx: Transaction, case_id: str) -> tuple[Case, ArchiveFile]:
    case = see_case(tx, case_id)
    tx.session.refresh(case, with_for_update=True)
    file = file_of(tx, case.id)
    if file is None:
        raise rules.NotArchived(case_id)
    if tx.if_match is not None and tx.if_match != file.version:
        raise StaleVersion(version=file.version)
    return case, file


def _move(tx: Transaction, file: ArchiveFile, verb: str, **values: Any) -> None:
    to = rules.CYCLE.target(file.state, verb)
    tx.moved(
        ArchiveFile, file.id, origin=[file.state], to=to, version=file.version, otherwise=rules.ArchiveMoveRefused,
        **values,
    )  # fmt: skip
