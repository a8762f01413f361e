"""People who are nobody: numbers of the form of real ones, in an area code that was never given out."""

from __future__ import annotations

from random import Random
from typing import Any

from libs.common.identity.keyring import blind_index
from libs.demo.plan import GIVEN, SURNAMES, synthetic_resident_id
from services.intake.casework.cases.applicant import NAME, PHONE, RESIDENT_ID

People = list[dict[str, Any]]


def people(random: Random, count: int) -> People:
    """The personal columns of ``count`` applicants, with their blind indexes."""
    return [_person(random, number) for number in range(count)]


def _person(random: Random, number: int) -> dict[str, Any]:
    name = random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=2))
    resident_id, phone = synthetic_resident_id(random, number), f"1390000{number:04d}"
    return {
        "applicant_name": name, "applicant_name_index": blind_index(name, NAME),
        "resident_id": resident_id, "resident_id_index": blind_index(resident_id, RESIDENT_ID),
        "phone": phone, "phone_index": blind_index(phone, PHONE), "phone_relation": "本人",
    }  # fmt: skip
