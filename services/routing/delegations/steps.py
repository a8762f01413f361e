"""One step of a delegation's life: state, history and audit together."""

from __future__ import annotations

from typing import Any

from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.routing.delegations.rules import MOVES
from services.routing.delegations.tables import Delegation, DelegationMove


def step(
    tx: Transaction,
    delegation: Delegation,
    name: str,
    *,
    version: int | None = None,
    note: str | None = None,
    **values: Any,
) -> None:
    """Make the move ``name`` of MOVES, or raise its refusal. ``delegation`` is fresh afterwards."""
    move = MOVES[name]
    origin = delegation.state
    tx.moved(
        Delegation,
        delegation.id,
        origin=move.origin,
        to=move.to.value,
        version=version,
        otherwise=move.refusal,
        **values,
    )
    write_history(tx, delegation, name, origin, note)
    tx.audit(f"delegation.{name}", delegation.id, case=delegation.case_id, village=delegation.village_code)


def write_history(
    tx: Transaction, delegation: Delegation, move: str, origin: str | None, note: str | None
) -> None:
    tx.session.add(
        DelegationMove(
            id=new_id(),
            centre=delegation.centre,
            delegation_id=delegation.id,
            move=move,
            origin=origin,
            to=delegation.state,
            version=delegation.version,
            at=tx.now,
            actor=tx.actor.id,
            note=note,
        )
    )


def common(delegation: Delegation) -> dict[str, Any]:
    """What every event of a delegation tells."""
    return {
        "delegation_id": delegation.id,
        "case_id": delegation.case_id,
        "item_code": delegation.item_code,
        "village_code": delegation.village_code,
    }
