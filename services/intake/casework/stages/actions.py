"""Beginning a stage and ending it; both are changes of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.events.intake import CASE_STAGE_BEGUN, CASE_STAGE_ENDED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.rules import target
from services.intake.casework.cases.tables import Case
from services.intake.casework.stages import rules
from services.intake.casework.stages.kinds import require_kind, stage_kinds
from services.intake.casework.stages.rules import State
from services.intake.casework.stages.tables import CaseStage


def begin_stage(
    tx: Transaction,
    case_id: str,
    kind: str,
    began_at: datetime | None = None,
    opinion: str | None = None,
    outcome: str = "passed",
) -> Case:
    """A stage of ``kind`` begins, now unless said; with an ``opinion`` (办理意见) it is over as well.

    Raises IllegalMove, UnknownStage, StageTimes.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "stage")
    require_kind(kind)
    began = began_at or tx.now
    rules.require_times(case.accepted_at, began, tx.now)
    stage = CaseStage(
        id=new_id(), version=1, case_id=case.id, centre=case.centre, no=len(stages_of(tx, case.id)) + 1,
        state=State.BEGUN, kind=kind, began_at=began, began_by=tx.actor.id,
    )  # fmt: skip
    tx.session.add(stage)
    steps.move(tx, case, "stage")
    tx.emit(CASE_STAGE_BEGUN, case.id, case.centre, _told(case, stage))
    tx.audit("case.stage-begin", case.id, no=stage.no, kind=kind)
    if opinion is not None:
        _end(tx, case, stage, "finish", outcome, opinion)
    return case


def finish_stage(tx: Transaction, case_id: str, no: int, opinion: str, outcome: str = "passed") -> Case:
    """The ``no``-th stage is over. Raises NotFound, IllegalMove, StageMoveRefused."""
    case = steps.hold_case(tx, case_id)
    target(case.state, "stage")
    stage = next((stage for stage in stages_of(tx, case.id) if stage.no == no), None)
    if stage is None:
        raise NotFound(f"第{no}个环节", field="no")
    rules.CYCLE.target(stage.state, "finish")
    steps.move(tx, case, "stage")
    _end(tx, case, stage, "finish", outcome, opinion)
    return case


def stop_stages(tx: Transaction, case: Case) -> None:
    """The case has ended otherwise: nothing of it goes on."""
    for stage in open_stages(tx, case.id):
        _end(tx, case, stage, "stop", None, None)


def stages_of(tx: ReadTransaction, case_id: str) -> Sequence[CaseStage]:
    """In the order in which they were recorded."""
    return tx.session.scalars(select(CaseStage).where(CaseStage.case_id == case_id).order_by(CaseStage.no)).all()


def open_stages(tx: ReadTransaction, case_id: str) -> list[CaseStage]:
    return [stage for stage in stages_of(tx, case_id) if stage.state == State.BEGUN]


def require_none_open(tx: ReadTransaction, case: Case) -> None:
    """Raises StageOpen."""
    going_on = [stage_kinds()[stage.kind].name for stage in open_stages(tx, case.id)]
    if going_on:
        raise rules.StageOpen("、".join(going_on), stages=going_on)


def _end(tx: Transaction, case: Case, stage: CaseStage, verb: str, outcome: str | None, opinion: str | None) -> None:
    told = mask_text(opinion) if opinion else None
    to = rules.CYCLE.target(stage.state, verb)
    tx.moved(
        CaseStage, stage.id, origin=[stage.state], to=to, version=stage.version, otherwise=rules.StageMoveRefused,
        ended_at=tx.now, ended_by=tx.actor.id, outcome=outcome, opinion=told,
    )  # fmt: skip
    ended = {"ended_at": tx.now, "outcome": outcome, "opinion": told, "by": tx.actor.id}
    tx.emit(CASE_STAGE_ENDED, case.id, case.centre, {**_told(case, stage), **ended})
    tx.audit(f"case.stage-{verb}", case.id, no=stage.no, kind=stage.kind, outcome=outcome)


def _told(case: Case, stage: CaseStage) -> dict[str, Any]:
    return {**steps.event_data(case), "no": stage.no, "stage": stage.kind, "began_at": stage.began_at}
