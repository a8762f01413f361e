"""Asking for a visit, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from libs.common.clock import local
from libs.common.events.intake import VISIT_CANCELLED, VISIT_REQUESTED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.numbering import public_number
from services.intake.appointments.visits.refusals import NotAtHome
from services.intake.appointments.visits.rules import State, answer_due
from services.intake.appointments.visits.steps import move, tell, visit_at_desk, visit_by_code
from services.intake.appointments.visits.tables import Visit
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.applicant import applicant_columns
from services.intake.items.catalogue.actions import centre_of, item_for_case, materials_of


def request_visit(
    tx: Transaction,
    centre: str,
    *,
    item_code: str,
    applicant: Mapping[str, Any],
    person_kind: str,
    village_code: str,
    address: str,
    group_name: str = "",
    wished_for: date | None = None,
    channel: str,
) -> tuple[Visit, str]:
    """A request, with the code that the person follows it by; it says by when it is answered and what to have ready.

    Raises ItemNotOffered, NotAtHome, InvalidIdentifier, NumbersExhausted.
    """
    place = centre_of(tx, centre)
    item = item_for_case(tx, centre, item_code)
    if not item.home_visit:
        raise NotAtHome(item_code, field="item_code")
    today, hall = local(tx.now).date(), tx.settings.hall
    visit_id = new_id()
    answer = answer_due(visit_id, today, hall["visit_answer_working_days"], working_calendar(tx))
    marks = clocks.marks(answer.by, today, hall["approaching_working_days"], working_calendar(tx))
    told = [{"name": each.name, "form": each.form, "copies": each.copies} for each in materials_of(tx, item)]
    person = applicant_columns(applicant, today)
    number, code = public_number(tx, "S", place, item.window), codes.new_code()
    visit = Visit(
        id=visit_id,
        centre=centre,
        version=1,
        state=State.REQUESTED,
        number=number,
        code_hash=codes.code_hash(number, code),
        item_code=item.code,
        item_version=item.version,
        item_name=item.name,
        window=item.window,
        person_kind=person_kind,
        village_code=village_code,
        group_name=group_name,
        address=address,
        wished_for=wished_for,
        channel=channel,
        taken_by=tx.actor.id,
        told_materials=told,
        requested_at=tx.now,
        answer_by=answer.by,
        provisional=answer.provisional,
        calendar_edition=calendar_edition(tx),
        derivation=answer.derivation,
        next_mark_on=marks[0].on if marks else None,
        staff=[],
        materials_taken=[],
        **person,
    )
    tx.session.add(visit)
    tx.session.flush()
    tell(tx, VISIT_REQUESTED, visit, channel=channel, person_kind=person_kind, answer_by=answer.by)
    tx.audit("visit.request", visit.id, number=number, item=item.code, answer_by=str(answer.by))
    return visit, code


def cancel(tx: Transaction, number: str, code: str) -> Visit:
    """The person no longer needs it. Raises VisitNotFound, IllegalMove, StaleVersion."""
    return _give_up(tx, visit_by_code(tx, number, code, lock=True), "person", None)


def cancel_at_desk(tx: Transaction, visit_id: str, reason: str) -> Visit:
    """The hall takes it off its list and says why. Raises NotFound, Forbidden, IllegalMove, StaleVersion."""
    return _give_up(tx, visit_at_desk(tx, visit_id, lock=True), "hall", mask_text(reason))


def _give_up(tx: Transaction, visit: Visit, by: str, reason: str | None) -> Visit:
    move(tx, visit, "cancel", cancelled_at=tx.now, cancel_reason=reason, next_mark_on=None)
    tell(tx, VISIT_CANCELLED, visit, by=by, reason=reason)
    tx.audit("visit.cancel", visit.id, number=visit.number, by=by, reason=reason)
    return visit
