"""The hall's dates of a delegated case have moved: the village's copy of them follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from libs.common.transaction import Transaction
from services.routing.delegations.rules import OPEN
from services.routing.delegations.steps import write_history
from services.routing.delegations.tables import CaseDates, Delegation

KEPT_FOR = timedelta(days=30)
"""Neither of the two events arrives later than that."""


def move_deadline(tx: Transaction, centre: str, sequence: int, case: Mapping[str, Any]) -> None:
    """Take over the dates of CASE_DEADLINE_MOVED, unless a newer event of the case was heard already."""
    if case["deadline"] != "completion":
        return
    dates = {
        "centre": centre,
        "sequence": sequence,
        "promised_on": case["due_on"],
        "legal_on": case["legal_on"],
        "provisional": case["provisional"],
        "at": tx.now,
    }
    told = tx.upsert(CaseDates).values(case_id=case["case_id"], **dates)
    told = told.on_conflict_do_update(
        index_elements=["case_id"], set_=dates, where=CaseDates.sequence < told.excluded.sequence
    )
    if tx.session.execute(told.returning(CaseDates.case_id)).scalar() is None:
        return
    open_one = select(Delegation).where(Delegation.case_id == case["case_id"], Delegation.state.in_(OPEN))
    delegation = tx.session.scalars(open_one.with_for_update()).one_or_none()
    if delegation is not None:
        _follow(tx, delegation, case)


def _follow(tx: Transaction, delegation: Delegation, case: Mapping[str, Any]) -> None:
    was = delegation.due_on
    # Both are empty while the case's clock stands: the village's day is then as it was.
    delegation.due_on = case["due_on"] or case["legal_on"] or was
    delegation.provisional = case["provisional"]
    delegation.version += 1
    note = f"办理期限 {was} → {delegation.due_on}" + ("（暂定）" if delegation.provisional else "")
    write_history(tx, delegation, "deadline", delegation.state, note)
    tx.audit("delegation.deadline-moved", delegation.id, was=str(was), due_on=str(delegation.due_on))


def known_dates(tx: Transaction, centre: str, case: Mapping[str, Any]) -> CaseDates:
    """The dates of an accepted case: those of its acceptance, or newer ones that overtook it.

    Waits for a rival transaction that is just hearing of newer ones; one that comes later will find the delegation.
    """
    accepted = tx.upsert(CaseDates).values(
        case_id=case["case_id"],
        centre=centre,
        sequence=0,
        promised_on=case["promised_on"],
        legal_on=case["legal_on"],
        provisional=case["provisional"],
        at=tx.now,
    )
    tx.session.execute(accepted.on_conflict_do_nothing())
    return tx.one(CaseDates, case["case_id"])


def forget_dates(tx: Transaction) -> None:
    """Drop what nobody will ask for any more."""
    tx.session.execute(delete(CaseDates).where(CaseDates.at < tx.now - KEPT_FOR))
