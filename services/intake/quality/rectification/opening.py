"""A bad rating opens its rectification; both clocks start on the day it was given."""

from __future__ import annotations

from libs.common.deadlines import due, local_day, to_json
from libs.common.events.intake import RECTIFICATION_OPENED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases.tables import Case
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.rectification.rules import CONTACT, LIMITS, RECTIFICATION, State
from services.intake.quality.rectification.tables import Rectification, RectificationClock

# Between the words of the contact's clock and those of the rectification's, neither of which has one.
WORDS_JOIN = "；"
LABELS = {CONTACT: "联系评价人", RECTIFICATION: "整改"}


def open_rectification(tx: Transaction, rating: Rating, case_id: str | None) -> Rectification:
    """Open the rectification of a bad rating; ``case_id`` is whose applicant can be called.

    The audit names neither rating nor handling, the event the window and not the clerk: neither gives it away.
    """
    rectification_id, day, calendar = new_id(), local_day(rating.at), working_calendar(tx)
    case = tx.session.get(Case, case_id) if case_id is not None else None
    starts = {
        clock: found.start(day, id=f"{rectification_id}:{clock}", seq=0, label="评价", limit_label=LABELS[clock])
        for clock, found in LIMITS.items()
    }
    ends = {clock: due([start], calendar) for clock, start in starts.items()}
    contact, rectify = ends[CONTACT], ends[RECTIFICATION]
    assert contact.due is not None and rectify.due is not None, "nothing pauses these clocks"
    opened = Rectification(
        id=rectification_id,
        centre=rating.centre,
        version=1,
        state=State.OPENED,
        rating_id=rating.id,
        window=rating.window,
        case_id=case_id,
        real_name=bool(rating.phone or (case and case.phone)),
        opened_at=tx.now,
        contact_by=contact.due,
        rectify_by=rectify.due,
        provisional=contact.provisional or rectify.provisional,
        calendar_edition=calendar_edition(tx),
        derivation=WORDS_JOIN.join((contact.text, rectify.text)),
        # The first sweep finds which reminder comes next.
        next_mark_on=day,
        attempts=0,
        rounds=0,
    )
    tx.session.add(opened)
    tx.session.flush()
    for clock, start in starts.items():
        tx.session.add(
            RectificationClock(
                rectification_id=opened.id,
                clock=clock,
                seq=start.seq,
                centre=rating.centre,
                data=to_json(start),
                recorded_at=tx.now,
                recorded_by=tx.actor.id,
            )
        )
    told = {
        "rectification_id": opened.id,
        "rating_id": rating.id,
        "window": rating.window,
        "contact_by": opened.contact_by,
        "rectify_by": opened.rectify_by,
        "at": tx.now,
    }
    tx.emit(RECTIFICATION_OPENED, opened.id, opened.centre, told)
    tx.audit("rectification.open", opened.id)
    return opened
