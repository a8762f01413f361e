"""Telling one person from another without keeping who they are."""

from __future__ import annotations

from datetime import date

from libs.common.identity.keyring import blind_index
from libs.common.identity.resident_id import check_phone, check_resident_id

PURPOSE = "ticket.person"


def person_key(resident_id: str | None, phone: str | None, today: date) -> str | None:
    """A keyed blind index of the id number, or else the phone; neither is kept. Raises InvalidIdentifier."""
    if resident_id:
        return blind_index(check_resident_id(resident_id, today).number, PURPOSE)
    return blind_index(check_phone(phone), PURPOSE) if phone else None
