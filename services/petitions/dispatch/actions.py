"""Dispatching a petition, and dispatching it again before anybody signed for it."""

from __future__ import annotations

from datetime import date

from libs.common.deadlines.moment import local_day
from libs.common.events.petitions import PETITION_DISPATCHED
from libs.common.transaction import Transaction
from services.petitions.calendar.actions import working_calendar
from services.petitions.dispatch.rules import SameUnit, UnknownUnit, choose_unit
from services.petitions.limits.actions import add_entries, entries_of
from services.petitions.limits.rules import opening_entries, sign_columns, transfer_entry
from services.petitions.register.rules import MOVES
from services.petitions.register.steps import common, locked, step
from services.petitions.register.tables import Category, Petition, Unit


def dispatch_petition(
    tx: Transaction, petition_id: str, *, unit: str | None = None, county_due_on: date | None = None
) -> Petition:
    """An officer sends a registered petition to ``unit``, or to the category's default."""
    petition = locked(tx, petition_id)
    category = tx.one(Category, (petition.centre, petition.category_code))
    dispatch(tx, petition, category, unit=unit, county_due_on=county_due_on, version=tx.if_match)
    return petition


def dispatch(
    tx: Transaction,
    petition: Petition,
    category: Category,
    *,
    unit: str | None = None,
    county_due_on: date | None = None,
    version: int | None = None,
) -> None:
    """Send ``petition`` to its unit and start its clock. Raises UnknownUnit, NoUnit, CannotDispatch."""
    if petition.state not in MOVES["dispatch"].origin:
        raise MOVES["dispatch"].refusal(state=petition.state)
    chosen = _known_unit(tx, petition.centre, choose_unit(unit, category.default_unit))
    day = local_day(tx.now)
    opening = opening_entries(petition.id, day, category.limit_working_days, petition.kind, county_due_on)
    values = add_entries(tx, petition, opening)
    values |= {"unit": chosen, "dispatched_at": tx.now, **sign_columns(petition.id, day, working_calendar(tx))}
    step(tx, petition, "dispatch", version=version, **values)
    _tell(tx, petition)


def redispatch_petition(tx: Transaction, petition_id: str, *, unit: str) -> Petition:
    """An officer corrects the unit before it signed. The clock goes on; the new unit gets its own day to sign."""
    petition = locked(tx, petition_id)
    if petition.state not in MOVES["redispatch"].origin:
        raise MOVES["redispatch"].refusal(state=petition.state)
    chosen = _known_unit(tx, petition.centre, unit)
    if chosen == petition.unit:
        raise SameUnit(field="unit")
    day = local_day(tx.now)
    entry = transfer_entry(petition.id, len(entries_of(tx, petition)), day, chosen)
    values = add_entries(tx, petition, [entry])
    # Reminders for this due date that were given stay given; the next one keeps its day.
    values["next_mark_on"] = petition.next_mark_on
    values |= {"unit": chosen, "dispatched_at": tx.now, **sign_columns(petition.id, day, working_calendar(tx))}
    step(tx, petition, "redispatch", version=tx.if_match, **values)
    _tell(tx, petition)
    return petition


def _known_unit(tx: Transaction, centre: str, code: str) -> str:
    if tx.session.get(Unit, (centre, code)) is None:
        raise UnknownUnit(code, field="unit")
    return code


def _tell(tx: Transaction, petition: Petition) -> None:
    told = {
        **common(petition),
        "unit": petition.unit,
        "due_on": petition.due_on,
        "provisional": petition.provisional,
        "dispatched_at": petition.dispatched_at,
    }
    tx.emit(PETITION_DISPATCHED, petition.id, petition.centre, told)
