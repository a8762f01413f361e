"""Use cases that events start: a case is delegated, kept, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from libs.common.clock import local
from libs.common.events.routing import DELEGATION_OPENED, DELEGATION_RECALLED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.routing.agents.actions import duty_of
from services.routing.agents.rules import Duty
from services.routing.delegations.following import known_dates
from services.routing.delegations.rules import MOVES, State, work_due_on
from services.routing.delegations.steps import common, step, write_history
from services.routing.delegations.tables import Decision, Delegation
from services.routing.territory.actions import village_on
from services.routing.territory.rules import UnknownVillage

CLOSED_KEPT_FOR = timedelta(days=30)


def route_case(tx: Transaction, centre: str, case: Mapping[str, Any]) -> Delegation | None:
    """Delegate an accepted case (the data of CASE_ACCEPTED) to the agent on duty in the applicant's village.

    None when it is not delegable, no village is known, nobody there is on duty (the town centre keeps it),
    or the case was decided before. What was decided and why is recorded either way (R1).
    """
    if not case["delegable"] or not case["village_code"]:
        return None
    duty = _duty(tx, centre, case["village_code"])
    outcome = "delegated" if duty.agent_id else "kept"
    if not _decide(tx, case["case_id"], centre, outcome, duty, case["village_code"]):
        return None
    tx.audit("case.route", case["case_id"], outcome=outcome, village=case["village_code"], why=duty.why)
    return _open(tx, centre, case, duty) if duty.agent_id else None


def close_case(tx: Transaction, centre: str, case_id: str, note: str) -> None:
    """The case ended at the hall: take its delegation back if the village has not finished.

    Events of two kinds may overtake each other: a case that ends before it was routed is marked, and
    its acceptance then opens nothing.
    """
    if _decide(tx, case_id, centre, "closed", Duty(None, None, note), None):
        return
    delegation = tx.session.scalars(
        select(Delegation).where(Delegation.case_id == case_id).with_for_update()
    ).one_or_none()
    if delegation is None or delegation.state not in MOVES["recall"].origin:
        return
    step(tx, delegation, "recall", note=note, recalled_at=tx.now)
    told = {**common(delegation), "reason": note, "recalled_at": tx.now}
    tx.emit(DELEGATION_RECALLED, delegation.id, delegation.centre, told)


def forget_closed(tx: Transaction) -> None:
    """Drop the marks of cases that ended undelegated; an acceptance does not arrive a month late."""
    old = Decision.at < tx.now - CLOSED_KEPT_FOR
    tx.session.execute(delete(Decision).where(Decision.outcome == "closed", old))


def _duty(tx: Transaction, centre: str, village_code: str) -> Duty:
    day = local(tx.now).date()
    try:
        village = village_on(tx, village_code, day)
    except UnknownVillage:
        return Duty(None, None, f"{village_code}不是现行的村（社区），由镇便民服务中心办理")
    if village.centre != centre:
        return Duty(None, None, f"户籍村{village.name}不属于本中心，由受理中心办理")
    return duty_of(tx, village, day)


def _decide(
    tx: Transaction, case_id: str, centre: str, outcome: str, duty: Duty, village_code: str | None
) -> bool:
    """Record the decision unless there is one; waits for a rival transaction that is recording it."""
    decision = tx.upsert(Decision).values(
        case_id=case_id,
        centre=centre,
        village_code=village_code,
        outcome=outcome,
        agent_id=duty.agent_id,
        post=duty.post,
        why=duty.why,
        at=tx.now,
    )
    recorded = decision.on_conflict_do_nothing(index_elements=[Decision.case_id]).returning(Decision.case_id)
    return tx.session.execute(recorded).scalar() is not None


def _open(tx: Transaction, centre: str, case: Mapping[str, Any], duty: Duty) -> Delegation:
    assert duty.agent_id is not None and duty.post is not None
    dates = known_dates(tx, centre, case)
    delegation = Delegation(
        id=new_id(),
        centre=centre,
        agent_id=duty.agent_id,
        post=duty.post.value,
        why=duty.why,
        state=State.OPENED.value,
        version=1,
        due_on=work_due_on(
            case["accepted_at"], dates.promised_on or case["promised_on"], dates.legal_on or case["legal_on"]
        ),
        provisional=dates.provisional,
        opened_at=tx.now,
        **{name: case[name] for name in _COPIED},
    )
    tx.session.add(delegation)
    tx.session.flush()
    write_history(tx, delegation, "open", None, None)
    told = {
        **common(delegation),
        "agent_id": delegation.agent_id,
        "post": delegation.post,
        "why": delegation.why,
        "opened_at": tx.now,
    }
    tx.emit(DELEGATION_OPENED, delegation.id, centre, told)
    return delegation


_COPIED = (
    "case_id",
    "case_number",
    "item_code",
    "item_name",
    "applicant",
    "village_code",
    "village_can_finish",
)
