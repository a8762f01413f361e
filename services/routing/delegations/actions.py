"""What village agents do with the work of their own village. An agent never touches another village's."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.errors import NotFound
from libs.common.events.routing import DELEGATION_DONE, DELEGATION_RETURNED, DELEGATION_TAKEN
from libs.common.transaction import ReadTransaction, Transaction
from services.routing.agents.tables import Agent
from services.routing.delegations.rules import Outcome, return_move
from services.routing.delegations.steps import common, step
from services.routing.delegations.tables import Decision, Delegation, DelegationMove
from services.routing.territory.rules import require_sight, require_village, sees_whole_centre

WORK_ORDER = (Delegation.due_on, Delegation.id)
"""The most pressing first."""


def take(tx: Transaction, delegation_id: str) -> Delegation:
    """接件: whoever of the village takes it answers for it from now on, A or B."""
    delegation = _own(tx, delegation_id)
    agent = _acting_agent(tx, delegation)
    step(tx, delegation, "take", version=tx.if_match, taken_at=tx.now, agent_id=agent.id, post=agent.post)
    told = {**common(delegation), "agent_id": delegation.agent_id, "taken_at": tx.now}
    tx.emit(DELEGATION_TAKEN, delegation.id, delegation.centre, told)
    return delegation


def finish(tx: Transaction, delegation_id: str) -> Delegation:
    """The village's part is done; the papers are still there until they are returned."""
    delegation = _own(tx, delegation_id)
    step(tx, delegation, "finish", version=tx.if_match, done_at=tx.now)
    told = {**common(delegation), "agent_id": delegation.agent_id, "done_at": tx.now}
    tx.emit(DELEGATION_DONE, delegation.id, delegation.centre, told)
    return delegation


def give_back(tx: Transaction, delegation_id: str, *, outcome: str, reason: str | None) -> Delegation:
    """Return it to the town centre: done, or not done with a reason."""
    delegation = _own(tx, delegation_id)
    move = return_move(Outcome(outcome), reason)
    note = (reason or "").strip() or None
    step(
        tx,
        delegation,
        move,
        version=tx.if_match,
        note=note,
        returned_at=tx.now,
        outcome=outcome,
        reason=note,
    )
    told = {**common(delegation), "outcome": outcome, "reason": note, "returned_at": tx.now}
    tx.emit(DELEGATION_RETURNED, delegation.id, delegation.centre, told)
    return delegation


def work_list(
    tx: ReadTransaction,
    *,
    centre: str,
    state: str | None = None,
    village: str | None = None,
    due_before: date | None = None,
) -> Select[Any]:
    """Delegations of ``centre`` that the actor may see. ``due_before`` is exclusive. Order: see WORK_ORDER."""
    tx.actor.require_centre(centre)
    query = select(Delegation).where(Delegation.centre == centre)
    if village is not None:
        require_sight(tx.actor, centre, village)
        query = query.where(Delegation.village_code == village)
    elif not sees_whole_centre(tx.actor):
        query = query.where(Delegation.village_code.in_(tx.actor.villages))
    if state is not None:
        query = query.where(Delegation.state == state)
    if due_before is not None:
        query = query.where(Delegation.due_on < due_before)
    return query


def show(tx: ReadTransaction, delegation_id: str) -> Delegation:
    delegation = tx.one(Delegation, delegation_id)
    require_sight(tx.actor, delegation.centre, delegation.village_code)
    return delegation


def history(tx: ReadTransaction, delegation_id: str) -> list[DelegationMove]:
    """Every step so far, oldest first."""
    delegation = show(tx, delegation_id)
    steps = select(DelegationMove).where(DelegationMove.delegation_id == delegation.id)
    return list(tx.session.scalars(steps.order_by(DelegationMove.version)))


def decision(tx: ReadTransaction, case_id: str) -> Decision:
    """Where a case was sent and why (R1)."""
    found = tx.one(Decision, case_id)
    tx.actor.require_centre(found.centre)
    return found


def _own(tx: Transaction, delegation_id: str) -> Delegation:
    """The delegation, locked, of a village of the actor's. Raises NotFound, Forbidden."""
    delegation = tx.session.get(Delegation, delegation_id, with_for_update=True)
    if delegation is None:
        raise NotFound(f"Delegation {delegation_id}")
    tx.actor.require_centre(delegation.centre)
    require_village(tx.actor, delegation.village_code)
    return delegation


def _acting_agent(tx: Transaction, delegation: Delegation) -> Agent:
    """The agent of the village who acts; the one it was opened for when the actor is not registered there."""
    actor = tx.session.get(Agent, tx.actor.id)
    if actor is not None and actor.village_code == delegation.village_code:
        return actor
    return tx.one(Agent, delegation.agent_id)
