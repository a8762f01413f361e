"""Taking an application in (登记): numbers given, materials ticked off against the item's list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from libs.common.clock import local
from libs.common.deadlines import local_day
from libs.common.events.intake import CASE_REGISTERED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.applicant import applicant_columns
from services.intake.casework.cases.numbers import next_number, query_code
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.casework.cases.rules import State, case_number
from services.intake.casework.cases.tables import Case, CaseMaterial
from services.intake.casework.mandates.actions import require_mandate
from services.intake.figures.agency.actions import agency_kind
from services.intake.hall.queue.hours import extended_at
from services.intake.items.catalogue.actions import centre_of, item_for_case, materials_of, window_of
from services.intake.items.catalogue.actions import item_version as version_of_item
from services.intake.items.catalogue.tables import Material
from services.intake.territory import acting_centre


def register_case(
    tx: Transaction,
    *,
    item_code: str,
    applicant: Mapping[str, Any],
    received: Collection[int] = (),
    channel: str = "window",
    window: int | None = None,
    village_code: str | None = None,
    ticket_id: str | None = None,
    centre: str | None = None,
    mandate_id: str | None = None,
    item_version: int | None = None,
    received_at: datetime | None = None,
    clerk: str | None = None,
) -> Case:
    """A new case of the item in force. ``received`` are the numbers (seq) of the materials handed in.

    ``mandate_id``: an agent stands at the window for the applicant. Of what came online: ``item_version`` that it was
    applied for under, ``received_at`` the moment that counts as receipt (now, if a clerk is earlier), ``clerk`` who
    answers for it where nobody took it in.
    Raises Forbidden, ItemNotOffered, NotFound (window), InvalidIdentifier, UnknownMaterial, NumbersExhausted,
    MandateRefused.
    """
    place = centre_of(tx, acting_centre(tx, centre))
    if item_version is None:
        item = item_for_case(tx, place.code, item_code)
    else:
        item = version_of_item(tx, place.code, item_code, item_version)
    number = window_of(tx, place.code, window).number if window is not None else item.window
    day = local(tx.now).date()
    received_by_us = min(received_at or tx.now, tx.now)
    reply = clocks.reply(local_day(received_by_us), working_calendar(tx))
    case = Case(
        id=new_id(),
        version=1,
        state=State.REGISTERED,
        centre=place.code,
        case_number="",
        query_code=query_code(),
        item_code=item.code,
        item_version=item.version,
        item_name=item.name,
        item_kind=item.kind,
        promised_limit=item.promised_limit,
        legal_limit=clocks.legal_limit(item.kind, item.promised_limit, item.legal_limit),
        delegable=item.delegable,
        village_can_finish=item.village_can_finish,
        window=number,
        clerk=clerk or tx.actor.id,
        channel=channel,
        agency_kind=agency_kind(tx, place.code, item.code),
        ticket_id=ticket_id,
        village_code=village_code,
        registered_at=received_by_us,
        extended_hours=extended_at(tx, place.code, tx.now, {number}),
        reply_by=reply.by,
        derivation=reply.derivation,
        deemed=False,
        provisional=reply.provisional,
        calendar_edition=calendar_edition(tx),
        **applicant_columns(applicant, day),
    )
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "hand_in")
    asked = materials_of(tx, item)
    _require_known(received, asked)
    # Two centres of one town share its division code, so the series is the division's. Taken late: the
    # window's next case waits for this row.
    serial = next_number(tx, f"case/{place.division}/{day}/{number}")
    case.case_number = case_number(place.division, day, number, serial)
    tx.session.add(case)
    tx.session.flush()
    _tick_off(tx, case, asked, received)
    tx.emit(
        CASE_REGISTERED,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "village_code": village_code,
            "channel": channel,
            "registered_at": case.registered_at,
            "extended_hours": case.extended_hours,
        },
    )
    tx.audit("case.register", case.id, case_number=case.case_number, item=item.code, item_version=item.version)
    return case


def _require_known(received: Collection[int], asked: Collection[Material]) -> None:
    unknown = set(received) - {material.seq for material in asked}
    if unknown:
        raise UnknownMaterial(f"第{min(unknown)}项", field="received")


def _tick_off(tx: Transaction, case: Case, asked: Collection[Material], received: Collection[int]) -> None:
    rows = [
        {
            "case_id": case.id,
            "seq": material.seq,
            "centre": case.centre,
            "name": material.name,
            "required": material.required,
            "conditional": material.conditional,
            "received_at": tx.now if material.seq in received else None,
        }
        for material in asked
    ]
    if rows:
        tx.session.execute(insert(CaseMaterial), rows)
