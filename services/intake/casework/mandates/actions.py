"""Drafting, signing and ending a mandate, and asking whether it covers an act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.events.intake import MANDATE_CHANGED
from libs.common.identity.keyring import blind_index
from libs.common.identity.masking import mask_text
from libs.common.identity.resident_id import check_phone, check_resident_id, check_unit_id
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.applicant import NAME, RESIDENT_ID
from services.intake.casework.cases.tables import Case
from services.intake.casework.mandates import rules
from services.intake.casework.mandates.tables import Mandate
from services.intake.items.catalogue.actions import item_for_case, window_of
from services.intake.territory import acting_centre

AT_ONCE = 200
UNIT_CODE = "unit.code"


def draft_mandate(tx: Transaction, body: Mapping[str, Any]) -> Mandate:
    """A mandate ready to be printed and signed. Raises InvalidIdentifier, ItemNotOffered, MandatePeriod and others."""
    centre = acting_centre(tx, body["centre"])
    today = local(tx.now).date()
    window = window_of(tx, centre, body["window"]).number
    for code in body["matters"]:
        item_for_case(tx, centre, code)
    rules.require_period(body["valid_from"], body["valid_until"], today)
    mandate = Mandate(
        id=new_id(), version=1, centre=centre, state=rules.DRAFTED, kind=body["kind"], window=window,
        matters=list(dict.fromkeys(body["matters"])), powers=sorted(set(body["powers"])),
        valid_from=body["valid_from"], valid_until=body["valid_until"], drafted_at=tx.now,
        **_principal(body, today), **_agent(body["agent"], today),
    )  # fmt: skip
    if mandate.kind == rules.PERSONAL and mandate.principal_number == mandate.agent_resident_id:
        raise rules.AgentIsPrincipal(field="agent")
    tx.session.add(mandate)
    _tell(tx, mandate, "draft")
    return mandate


def _principal(body: Mapping[str, Any], today: date) -> dict[str, Any]:
    said, unit = body["principal"], body["kind"] == rules.UNIT
    name = said["name"].strip()
    rules.require_parties(unit, said)
    number = check_unit_id(said["unit_id"]) if unit else check_resident_id(said["resident_id"], today).number
    return {
        "principal_name": name,
        "principal_name_index": blind_index(name, NAME),
        "principal_number": number,
        "principal_number_index": blind_index(number, UNIT_CODE if unit else RESIDENT_ID),
        "principal_phone": check_phone(said["phone"]) if said["phone"] else None,
        "address": said["address"],
        "legal_representative": said["legal_representative"],
    }


def _agent(said: Mapping[str, Any], today: date) -> dict[str, Any]:
    return {
        "agent_name": said["name"].strip(),
        "agent_resident_id": check_resident_id(said["resident_id"], today).number,
        "agent_phone": check_phone(said["phone"]) if said["phone"] else None,
    }


def sign_mandate(tx: Transaction, mandate_id: str) -> Mandate:
    """Both have signed the paper: from now on the agent may act. Raises MandateRefused."""
    mandate = hold_mandate(tx, mandate_id)
    _move(tx, mandate, "sign", signed_at=tx.now)
    return mandate


def revoke_mandate(tx: Transaction, mandate_id: str, reason: str) -> Mandate:
    """The principal takes it back, or the draft is dropped; what the agent did before stands. Raises MandateRefused."""
    mandate = hold_mandate(tx, mandate_id)
    _move(tx, mandate, "revoke", ended_at=tx.now, end_reason=mask_text(reason))
    return mandate


def expire_mandates(tx: Transaction) -> int:
    """End the mandates whose last day has passed; the next tick takes the rest. An act is refused from midnight on."""
    late = (
        select(Mandate)
        .where(Mandate.state.in_(rules.MOVES["expire"][0]), Mandate.valid_until < local(tx.now).date())
        .order_by(Mandate.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    )  # fmt: skip
    found = tx.session.scalars(late).all()
    for mandate in found:
        _move(tx, mandate, "expire", ended_at=tx.now)
    return len(found)


def require_mandate(tx: Transaction, mandate_id: str, case: Case, power: str) -> None:
    """Whether the agent may use ``power`` in ``case`` today; written down with the act when so.

    Raises NotFound, Forbidden, MandateRefused.
    """
    mandate = hold_mandate(tx, mandate_id)
    same = mandate.principal_name_index == case.applicant_name_index and (
        mandate.kind == rules.UNIT or case.resident_id_index in (None, mandate.principal_number_index)
    )
    rules.require_covers(mandate, case.item_code, power, local(tx.now).date(), same)
    tx.audit("mandate.use", mandate.id, case=case.id, power=power)


def hold_mandate(tx: Transaction, mandate_id: str) -> Mandate:
    """The mandate, kept from changing under us. Raises NotFound, Forbidden (属地)."""
    mandate = see_mandate(tx, mandate_id)
    tx.session.refresh(mandate, with_for_update=True)
    return mandate


def see_mandate(tx: ReadTransaction, mandate_id: str) -> Mandate:
    """Raises NotFound, Forbidden (属地)."""
    mandate = tx.one(Mandate, mandate_id)
    tx.actor.require_centre(mandate.centre)
    return mandate


def find_mandates(tx: ReadTransaction, state: str | None = None) -> Select[tuple[Mandate]]:
    query: Select[tuple[Mandate]] = select(Mandate)
    if not tx.actor.sees_centre("*"):
        query = query.where(Mandate.centre.in_(tx.actor.centres))
    return query if state is None else query.where(Mandate.state == state)


_IN_THE_WAY = {
    rules.DRAFTED: rules.MandateNotSigned, rules.ACTIVE: rules.MandateSigned, rules.REVOKED: rules.MandateRevoked,
    rules.EXPIRED: rules.MandateExpired,
}  # fmt: skip


def _move(tx: Transaction, mandate: Mandate, verb: str, **values: Any) -> None:
    origin, to = rules.MOVES[verb]
    tx.moved(
        Mandate, mandate.id, origin=origin, to=to, version=tx.if_match, otherwise=_IN_THE_WAY[mandate.state], **values
    )
    _tell(tx, mandate, verb)


def _tell(tx: Transaction, mandate: Mandate, verb: str) -> None:
    tx.session.flush()
    told = {"mandate_id": mandate.id, "kind": mandate.kind, "state": mandate.state, "matters": mandate.matters,
            "at": tx.now}  # fmt: skip
    tx.emit(MANDATE_CHANGED, mandate.id, mandate.centre, told)
    tx.audit(f"mandate.{verb}", mandate.id, matters=mandate.matters, powers=mandate.powers)
