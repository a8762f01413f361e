"""Noting and taking back external references, and finding cases by them: exactly, never by a part."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from libs.common.events.intake import CASE_REFERENCED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.references import rules
from services.intake.casework.references.tables import ExternalReference


def add_reference(tx: Transaction, case_id: str, source: str, external_id: str) -> Case:
    """``source`` knows the case as ``external_id``. Raises NotFound, Forbidden, ReferenceTaken, ReferenceGiven."""
    case = steps.hold_case(tx, case_id)
    steps.move(tx, case, "refer")
    note_reference(tx, case, source, external_id)
    return case


def note_reference(tx: Transaction, case: Case, source: str, external_id: str) -> None:
    """The same on a case that is held already. Raises ReferenceTaken, ReferenceGiven."""
    values = {"centre": case.centre, "source": source.strip(), "external_id": external_id.strip()}
    row = {**values, "id": new_id(), "case_id": case.id, "added_at": tx.now, "added_by": tx.actor.id}
    added = tx.upsert(ExternalReference).values(**row).on_conflict_do_nothing().returning(ExternalReference.id)
    if tx.session.execute(added).one_or_none() is None:
        taken = select(Case).join(ExternalReference, ExternalReference.case_id == Case.id).where(
            *(getattr(ExternalReference, name) == value for name, value in values.items())
        )  # fmt: skip
        holder = tx.session.scalars(taken).one()
        if holder.id == case.id:
            raise rules.ReferenceGiven(field="external_id")
        raise rules.ReferenceTaken(field="external_id", case_number=holder.case_number)
    _tell(tx, case, source, external_id, removed=False)
    tx.audit("case.refer", case.id, source=values["source"], external_id=values["external_id"])


def remove_reference(tx: Transaction, case_id: str, source: str, external_id: str, reason: str) -> Case:
    """It was wrong. Raises NotFound, Forbidden, ReferenceUnknown."""
    case = steps.hold_case(tx, case_id)
    query = select(ExternalReference).where(
        ExternalReference.case_id == case.id,
        ExternalReference.source == source.strip(),
        ExternalReference.external_id == external_id.strip(),
    )
    found = tx.session.scalars(query).one_or_none()
    if found is None:
        raise rules.ReferenceUnknown(field="external_id")
    tx.session.delete(found)
    steps.move(tx, case, "refer")
    _tell(tx, case, source, external_id, removed=True)
    tx.audit(
        "case.unrefer", case.id, source=found.source, external_id=found.external_id, reason=mask_text(reason)
    )  # fmt: skip
    return case


def references_of(tx: ReadTransaction, case_id: str) -> Sequence[ExternalReference]:
    """In the order in which they came."""
    query = select(ExternalReference).where(ExternalReference.case_id == case_id).order_by(ExternalReference.id)
    return tx.session.scalars(query).all()


def cases_by_reference(tx: ReadTransaction, external_id: str, source: str | None = None) -> Select[tuple[Case]]:
    """Cases of the actor's territory that are known elsewhere as ``external_id``."""
    known = select(ExternalReference.case_id).where(ExternalReference.external_id == external_id.strip())
    if source is not None:
        known = known.where(ExternalReference.source == source.strip())
    return steps.own_cases(tx).where(Case.id.in_(known))


def _tell(tx: Transaction, case: Case, source: str, external_id: str, *, removed: bool) -> None:
    told = {"source": source.strip(), "external_id": external_id.strip(), "removed": removed, "at": tx.now}
    tx.emit(CASE_REFERENCED, case.id, case.centre, {**steps.event_data(case), **told})
