"""What a visit looks like from outside: masked, the code only to who just got it; the day's route."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import SHANGHAI
from libs.common.identity.masking import mask_address, mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.visits.rules import State, route_of
from services.intake.appointments.visits.steps import visit_at_desk
from services.intake.appointments.visits.tables import Visit
from services.intake.casework.cases.applicant import masked, unmasked


def shown(visit: Visit, code: str | None = None) -> dict[str, Any]:
    """The visit and its register form; with ``code`` also the code, which nobody is told again."""
    columns = {column.key: getattr(visit, column.key) for column in Visit.__table__.columns}
    return {
        **columns,
        "state_words": State(visit.state).words,
        "applicant": masked(visit),
        "address": mask_address(visit.address),
        "result": mask_text(visit.result) if visit.result else None,
        "code": code,
    }


def find_visits(
    centre: str, state: str | None = None, village_code: str | None = None, day: date | None = None
) -> Select[Visit]:
    """The visits of a centre; ``day``: agreed for that day in the hall's time."""
    query = select(Visit).where(Visit.centre == centre)
    if state is not None:
        query = query.where(Visit.state == state)
    if village_code is not None:
        query = query.where(Visit.village_code == village_code)
    if day is not None:
        midnight = datetime.combine(day, time.min, SHANGHAI)
        query = query.where(Visit.agreed_for >= midnight, Visit.agreed_for < midnight + timedelta(days=1))
    return query


def route_view(tx: ReadTransaction, centre: str, day: date, login: str) -> dict[str, Any]:
    """The day's way of ``login`` and who goes along: villages in order, in each the visits in order."""
    agreed = tx.session.scalars(find_visits(centre, State.AGREED, day=day)).all()
    stops = route_of([visit for visit in agreed if login in visit.staff])
    return {
        "date": day,
        "staff": login,
        "villages": [
            {"village_code": village, "visits": [shown(visit) for visit in there]}
            for village, there in groupby(stops, key=lambda visit: visit.village_code)
        ],
    }


def reveal_person(tx: Transaction, visit_id: str, reason: str) -> dict[str, str | None]:
    """Name, numbers and address in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    visit = visit_at_desk(tx, visit_id)
    tx.audit("visit.reveal", visit.id, reason=mask_text(reason))
    return {**unmasked(visit), "address": visit.address}
