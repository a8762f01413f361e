"""What each reader gets to see of a petition. The one place: no view is made anywhere else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, false, select

from libs.common.actor import Actor, Role
from libs.common.identity.fields import blind_index
from libs.common.identity.masking import mask_name, mask_phone, mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.petitions.limits.actions import deadline_of
from services.petitions.register.actions import NAME_INDEX, PHONE_INDEX
from services.petitions.register.rules import (
    CallerWithheld,
    NotYourPetition,
    is_handling_unit,
    sees_everything,
    text_for_unit,
)
from services.petitions.register.steps import locked
from services.petitions.register.tables import Petition, PetitionMove

LIST_ORDER = (Petition.received_at, Petition.id)
_SHOWN = (
    "id", "centre", "number", "channel", "category_code", "kind", "urgent", "village_code", "received_at", "state",
    "version", "unit", "dispatched_at", "sign_by", "sign_provisional", "due_on", "provisional", "signed_at",
    "answered_at", "timing", "closed_at",
)  # fmt: skip


def seen(actor: Actor, petition: Petition) -> dict[str, Any]:
    """The petition as ``actor`` may see it. A handling unit gets neither the caller nor whether he is secret."""
    view = {name: getattr(petition, name) for name in _SHOWN}
    if not sees_everything(actor, petition.unit):
        view["text"] = text_for_unit(petition.text, petition.caller_name, petition.caller_phone)
        view["answer"] = petition.answer
        return view
    view["text"] = mask_text(petition.text)
    view["answer"] = petition.answer and mask_text(petition.answer)
    view["caller_name"] = petition.caller_name and mask_name(petition.caller_name)
    view["caller_phone"] = petition.caller_phone and mask_phone(petition.caller_phone)
    view["secret"] = petition.secret
    return view


def show(tx: ReadTransaction, petition_id: str) -> dict[str, Any]:
    """One petition, with the derivation of its due date in words."""
    petition = tx.one(Petition, petition_id)
    _require_sight(tx.actor, petition)
    view = seen(tx.actor, petition)
    deadline = deadline_of(tx, petition)
    view["derivation"] = list(deadline.derivation) if deadline else []
    return view


def history(tx: ReadTransaction, petition_id: str) -> list[PetitionMove]:
    """Every step so far, oldest first."""
    petition = tx.one(Petition, petition_id)
    _require_sight(tx.actor, petition)
    moves = select(PetitionMove).where(PetitionMove.petition_id == petition.id)
    return list(tx.session.scalars(moves.order_by(PetitionMove.version)))


def listing(
    tx: ReadTransaction, *, centre: str, state: str | None = None, unit: str | None = None
) -> Select[Any]:
    """Petitions of ``centre`` that the actor may see: all, or those of the own unit."""
    tx.actor.require_centre(centre)
    query = select(Petition).where(Petition.centre == centre)
    if not _sees_centre(tx.actor):
        query = query.where(Petition.unit == tx.actor.unit if tx.actor.unit else false())
    if state is not None:
        query = query.where(Petition.state == state)
    if unit is not None:
        query = query.where(Petition.unit == unit)
    return query


def find_by_caller(
    tx: Transaction, *, centre: str, caller_name: str | None, caller_phone: str | None
) -> list[dict[str, Any]]:
    """A caller's petitions, newest first, at most 100. Whoever looks is written down.

    Those that the actor's own unit handles are left out: finding them by name would tell who called.
    """
    tx.actor.require_centre(centre)
    query = select(Petition).where(Petition.centre == centre)
    if caller_name:
        query = query.where(Petition.caller_name_index == blind_index(caller_name, NAME_INDEX))
    if caller_phone:
        query = query.where(Petition.caller_phone_index == blind_index(caller_phone, PHONE_INDEX))
    found = tx.session.scalars(query.order_by(Petition.received_at.desc(), Petition.id).limit(100)).all()
    shown = [petition for petition in found if sees_everything(tx.actor, petition.unit)]
    by = [name for name, given in (("name", caller_name), ("phone", caller_phone)) if given]
    tx.audit("petition.find-by-caller", centre, by=by, found=len(shown))
    return [seen(tx.actor, petition) for petition in shown]


def reveal_caller(tx: Transaction, petition_id: str, reason: str) -> dict[str, Any]:
    """Name and phone in clear, to get in touch; reason and reader are written down.

    A handling unit gets them of its own petitions, except where the caller is secret: CallerWithheld.
    """
    petition = locked(tx, petition_id)
    _require_sight(tx.actor, petition)
    known = petition.caller_name or petition.caller_phone
    if not sees_everything(tx.actor, petition.unit) and (petition.secret or not known):
        raise CallerWithheld()
    tx.audit("petition.reveal-caller", petition.id, reason=mask_text(reason))
    return {"caller_name": petition.caller_name, "caller_phone": petition.caller_phone}


def _sees_centre(actor: Actor) -> bool:
    return actor.kind == "system" or bool(actor.roles & {Role.PETITION_OFFICER, Role.DIRECTOR})


def _require_sight(actor: Actor, petition: Petition) -> None:
    actor.require_centre(petition.centre)
    if not _sees_centre(actor) and not is_handling_unit(actor, petition.unit):
        raise NotYourPetition()
