"""Accepting a case (受理), also by lapse of time, and what may follow later on an undertaking (容缺)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from libs.common.deadlines import local_day
from libs.common.events.intake import CASE_ACCEPTED
from libs.common.identity.masking import mask_name
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.casework.cases.rules import State, Undertaking, require_materials, target
from services.intake.casework.cases.tables import Case, CaseMaterial
from services.intake.casework.joint.opening import open_parts
from services.intake.casework.mandates.actions import require_mandate
from services.intake.figures.agency.actions import tell_accepted


def accept_case(tx: Transaction, case_id: str, undertakings: Sequence[Undertaking] = ()) -> Case:
    """Accept: the limits run from today. An application left undecided past its reply date counts from receipt.

    Raises IllegalMove, MaterialsMissing, UndertakingMissing, UndertakingNotAllowed, UndertakingInPast.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "accept")
    materials = steps.materials_of(tx, case.id)
    require_materials(materials, undertakings, steps.today(tx))
    promised = {undertaking.seq: undertaking for undertaking in undertakings}
    for material in materials:
        if material.seq in promised:
            material.undertaking = promised[material.seq].what
            material.undertaken_until = promised[material.seq].until
    late = reply_is_late(tx, case)
    take_in(tx, case, "accept", since=case.registered_at if late else tx.now, deemed=late)
    return case


def reply_is_late(tx: Transaction, case: Case) -> bool:
    """Whether the day by which the person had to be told has passed with nothing said."""
    return case.state == State.REGISTERED and steps.today(tx) > case.reply_by


def take_in(tx: Transaction, case: Case, verb: str, *, since: datetime, deemed: bool = False) -> None:
    """Make ``case`` an accepted one; its clock runs from the day of ``since``. Raises IllegalMove."""
    entry = clocks.start(new_id(), local_day(since), case.item_kind, case.promised_limit)
    columns = steps.clock_columns(tx, case, [entry])
    steps.move(tx, case, verb, accepted_at=since, deemed=deemed, supplement_until=None, **columns)
    steps.record_entry(tx, case, entry)
    open_parts(tx, case, [entry])
    tx.emit(
        CASE_ACCEPTED,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "item_name": case.item_name,
            "village_code": case.village_code,
            "delegable": case.delegable,
            "village_can_finish": case.village_can_finish,
            "applicant": mask_name(case.applicant_name),
            "accepted_at": since,
            **steps.dates(case),
            "deemed": deemed,
            "channel": case.channel,
        },
    )
    tell_accepted(tx, case)
    tx.audit("case.accept", case.id, promised_on=str(case.promised_on), deemed=deemed)


def receive_materials(tx: Transaction, case_id: str, received: Collection[int], mandate_id: str | None = None) -> Case:
    """Note that materials (by seq) were handed in: on the spot before acceptance, or late on an undertaking.

    ``mandate_id``: by an agent. Raises IllegalMove, UnknownMaterial, MandateRefused.
    """
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "hand_in")
    tick_off(tx, case, steps.materials_of(tx, case.id), received)
    return case


def tick_off(tx: Transaction, case: Case, materials: Sequence[CaseMaterial], received: Collection[int]) -> None:
    """Mark ``received`` (seq) as handed in now; earlier ones keep their time. Raises IllegalMove, UnknownMaterial."""
    unknown = set(received) - {material.seq for material in materials}
    if unknown:
        raise UnknownMaterial(f"第{min(unknown)}项", field="received")
    for material in materials:
        if material.seq in received and material.received_at is None:
            material.received_at = tx.now
    steps.move(tx, case, "receive")
    tx.audit("case.receive", case.id, materials=sorted(received))
