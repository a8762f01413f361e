"""The applicant (申请人): checked when entered, encrypted at rest, masked wherever shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from libs.common.identity.keyring import blind_index
from libs.common.identity.masking import mask_name, mask_phone, mask_resident_id
from libs.common.identity.resident_id import check_phone, check_resident_id

GONE = "（已销毁）"
"""Stands for what was removed with the disposal of a case."""
# Purposes of the blind index: equal values of one purpose are found, those of two never compare.
NAME, RESIDENT_ID, PHONE = "person.name", "person.resident_id", "person.phone"


class HasApplicant(Protocol):
    """A row with the columns of ``applicant_columns``."""

    @property
    def applicant_name(self) -> str: ...
    @property
    def resident_id(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def phone_relation(self) -> str | None: ...


class HasCertificate(Protocol):
    @property
    def certificate_number(self) -> str | None: ...


def applicant_columns(applicant: Mapping[str, Any], today: date) -> dict[str, str | None]:
    """The columns of ``applicant`` (name, resident_id, phone, phone_relation). Raises InvalidIdentifier."""
    name = str(applicant["name"]).strip()
    number, phone = applicant.get("resident_id"), applicant.get("phone")
    number = check_resident_id(number, today).number if number else None
    phone = check_phone(phone) if phone else None
    return {
        "applicant_name": name,
        "applicant_name_index": blind_index(name, NAME),
        "resident_id": number,
        "resident_id_index": blind_index(number, RESIDENT_ID) if number else None,
        "phone": phone,
        "phone_index": blind_index(phone, PHONE) if phone else None,
        "phone_relation": applicant.get("phone_relation"),
    }


def masked(row: HasApplicant) -> dict[str, str | None]:
    """What anyone may see without a logged reason."""
    return {
        "name": mask_name(row.applicant_name) or GONE,
        "resident_id": mask_resident_id(row.resident_id) if row.resident_id else None,
        "phone": mask_phone(row.phone) if row.phone else None,
        "phone_relation": row.phone_relation,
    }


def unmasked(row: HasApplicant) -> dict[str, str | None]:
    """Only after the reason for it was written down."""
    return {
        "name": row.applicant_name,
        "resident_id": row.resident_id,
        "phone": row.phone,
        "phone_relation": row.phone_relation,
    }


def masked_certificate(row: HasCertificate) -> str | None:
    """The number of the certificate that a case led to: a person's, often made of the resident id."""
    return mask_resident_id(row.certificate_number) if row.certificate_number else None
