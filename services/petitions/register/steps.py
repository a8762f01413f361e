"""One step of a petition's life: state, history and audit together."""

from __future__ import annotations

from typing import Any

from libs.common.errors import NotFound
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.petitions.register.rules import MOVES
from services.petitions.register.tables import Petition, PetitionMove


def locked(tx: Transaction, petition_id: str) -> Petition:
    """The petition, held until the commit, of a centre of the actor's. Raises NotFound, Forbidden."""
    petition = tx.session.get(Petition, petition_id, with_for_update=True)
    if petition is None:
        raise NotFound(f"Petition {petition_id}")
    tx.actor.require_centre(petition.centre)
    return petition


def step(
    tx: Transaction, petition: Petition, name: str, *, version: int | None = None, **values: Any
) -> None:
    """Make the move ``name`` of MOVES, or raise its refusal. ``petition`` is fresh afterwards."""
    move = MOVES[name]
    origin = petition.state
    tx.moved(
        Petition,
        petition.id,
        origin=move.origin,
        to=move.to.value,
        version=version,
        otherwise=move.refusal,
        **values,
    )
    write_history(tx, petition, name, origin)
    tx.audit(f"petition.{name}", petition.id, number=petition.number, unit=petition.unit)


def write_history(tx: Transaction, petition: Petition, move: str, origin: str | None) -> None:
    tx.session.add(
        PetitionMove(
            id=new_id(),
            centre=petition.centre,
            petition_id=petition.id,
            move=move,
            origin=origin,
            to=petition.state,
            unit=petition.unit,
            version=petition.version,
            at=tx.now,
            actor=tx.actor.id,
        )
    )


def common(petition: Petition) -> dict[str, Any]:
    """What every event of a petition tells: never the caller, never the text."""
    return {
        "petition_id": petition.id,
        "number": petition.number,
        "category_code": petition.category_code,
    }
