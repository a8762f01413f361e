"""Registering a petition; the unit that answers for its category gets it in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from libs.common.columns import to_json
from libs.common.deadlines.moment import local_day
from libs.common.events.petitions import PETITION_REGISTERED
from libs.common.identity.fields import blind_index
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.petitions.dispatch.actions import dispatch
from services.petitions.register.rules import (
    NumberTaken,
    State,
    UnknownCategory,
    check_received,
    is_secret,
    own_number,
)
from services.petitions.register.steps import common, write_history
from services.petitions.register.tables import Category, Petition, PetitionSerial

NAME_INDEX, PHONE_INDEX = "petition.caller_name", "petition.caller_phone"


def register_petition(
    tx: Transaction,
    *,
    centre: str,
    channel: str,
    category_code: str,
    text: str,
    number: str | None = None,
    village_code: str | None = None,
    caller_name: str | None = None,
    caller_phone: str | None = None,
    wants_secrecy: bool = False,
    received_at: datetime | None = None,
    unit: str | None = None,
    county_due_on: date | None = None,
) -> Petition:
    """Register and dispatch to ``unit``, or the category's default unit; without either it waits for an officer.

    ``number`` is the one from above (12345 工单号); sent again with the same content it gives the petition that
    is there, with other content NumberTaken. ``county_due_on`` is the county's own deadline, which wins.
    """
    tx.actor.require_centre(centre)
    sent = (channel, category_code, text, village_code, caller_name, caller_phone, wants_secrecy)
    sent_too = (received_at and received_at.isoformat(), unit, county_due_on and county_due_on.isoformat())
    fingerprint = blind_index(to_json([*sent, *sent_too]), "petition.fingerprint")
    category = tx.session.get(Category, (centre, category_code))
    if category is None:
        raise UnknownCategory(category_code, field="category_code")
    check_received(received_at or tx.now, tx.now)
    values = {
        "id": new_id(),
        "centre": centre,
        "number": number or _next_number(tx, centre),
        "fingerprint": fingerprint,
        "channel": channel,
        "category_code": category_code,
        "kind": category.kind,
        "urgent": category.urgent,
        "village_code": village_code,
        "text": text,
        "caller_name": caller_name,
        "caller_name_index": blind_index(caller_name, NAME_INDEX) if caller_name else None,
        "caller_phone": caller_phone,
        "caller_phone_index": blind_index(caller_phone, PHONE_INDEX) if caller_phone else None,
        "wants_secrecy": wants_secrecy,
        "secret": is_secret(wants_secrecy, category.confidential),
        "received_at": received_at or tx.now,
        "registered_at": tx.now,
        "state": State.REGISTERED.value,
        "version": 1,
        "provisional": False,
    }
    insert = tx.upsert(Petition).values(**values).on_conflict_do_nothing(index_elements=["centre", "number"])
    new = tx.session.execute(insert.returning(Petition.id)).scalar() is not None
    petition = tx.session.scalars(
        select(Petition).where(Petition.centre == centre, Petition.number == values["number"])
    ).one()
    if not new:
        return _known(petition, fingerprint)
    _tell(tx, petition)
    if unit or category.default_unit:
        dispatch(tx, petition, category, unit=unit, county_due_on=county_due_on)
    return petition


def _known(petition: Petition, fingerprint: str) -> Petition:
    if petition.fingerprint != fingerprint:
        raise NumberTaken(petition.number, field="number")
    return petition


def _tell(tx: Transaction, petition: Petition) -> None:
    write_history(tx, petition, "register", None)
    tx.audit("petition.register", petition.id, number=petition.number, channel=petition.channel)
    told: dict[str, Any] = {
        **common(petition),
        "channel": petition.channel,
        "kind": petition.kind,
        "village_code": petition.village_code,
        "urgent": petition.urgent,
        "received_at": petition.received_at,
    }
    tx.emit(PETITION_REGISTERED, petition.id, petition.centre, told)


def _next_number(tx: Transaction, centre: str) -> str:
    day = local_day(tx.now)
    serial = tx.upsert(PetitionSerial).values(centre=centre, day=day, last=1)
    serial = serial.on_conflict_do_update(
        index_elements=["centre", "day"], set_={"last": PetitionSerial.last + 1}
    )
    return own_number(day, tx.session.execute(serial.returning(PetitionSerial.last)).scalar_one())
