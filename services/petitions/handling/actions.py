"""What the handling unit does with its own petitions, and how the officer closes them."""

from __future__ import annotations

from libs.common.deadlines.moment import local_day
from libs.common.events.petitions import PETITION_ANSWERED, PETITION_CLOSED, PETITION_SIGNED
from libs.common.transaction import Transaction
from services.petitions.handling.rules import check_answer
from services.petitions.limits.rules import timing
from services.petitions.register.rules import MOVES, NotYourPetition, is_handling_unit
from services.petitions.register.steps import common, locked, step
from services.petitions.register.tables import Petition


def sign(tx: Transaction, petition_id: str) -> Petition:
    """签收: from now on it is this unit's."""
    petition = _own(tx, petition_id)
    step(tx, petition, "sign", version=tx.if_match, signed_at=tx.now)
    told = {**common(petition), "unit": petition.unit, "signed_at": tx.now}
    tx.emit(PETITION_SIGNED, petition.id, petition.centre, told)
    return petition


def answer(tx: Transaction, petition_id: str, text: str) -> Petition:
    """The unit's answer to the caller; it ends the clock. Raises AnswerEmpty, CannotAnswer."""
    petition = _own(tx, petition_id)
    words = check_answer(text)
    if petition.state not in MOVES["answer"].origin:
        raise MOVES["answer"].refusal(state=petition.state)
    assert petition.due_on is not None
    values = {"answer": words, "answered_at": tx.now, "next_mark_on": None}
    values["timing"] = timing(local_day(tx.now), petition.due_on)
    step(tx, petition, "answer", version=tx.if_match, **values)
    told = {
        **common(petition),
        "unit": petition.unit,
        "timing": petition.timing,
        "answered_at": tx.now,
    }
    tx.emit(PETITION_ANSWERED, petition.id, petition.centre, told)
    return petition


def close(tx: Transaction, petition_id: str) -> Petition:
    """An officer closes what has been answered."""
    petition = locked(tx, petition_id)
    step(tx, petition, "close", version=tx.if_match, closed_at=tx.now)
    told = {**common(petition), "unit": petition.unit, "closed_at": tx.now}
    tx.emit(PETITION_CLOSED, petition.id, petition.centre, told)
    return petition


def _own(tx: Transaction, petition_id: str) -> Petition:
    petition = locked(tx, petition_id)
    if not is_handling_unit(tx.actor, petition.unit):
        raise NotYourPetition()
    return petition
