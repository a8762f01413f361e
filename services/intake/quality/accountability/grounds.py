"""What opens an entry by itself: an overdue case, a second trip, a missed contact, a complaint found justified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases.steps import today
from services.intake.casework.cases.tables import Case
from services.intake.casework.inquiries.answerable import answerable_for
from services.intake.casework.notices.tables import Notice
from services.intake.quality.accountability.opening import cancel_entry, open_entry, reopen_entry
from services.intake.quality.accountability.rules import COMPLAINT, MISSED_CONTACT, OVERDUE_CASE, SECOND_TRIP
from services.intake.quality.appeals.rules import State as AppealState
from services.intake.quality.appeals.tables import RatingAppeal
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.rectification.rules import State as Standing
from services.intake.quality.rectification.tables import Rectification


def on_overdue_case(tx: Transaction, case: Case) -> None:
    """The promised day has passed: whoever answers for the case now is asked. Once a case."""
    asked: dict[str, Any] = {
        "window": case.window,
        "person": answerable_for(tx, case.id, case.clerk),
        "facts": f"办件 {case.case_number}（{case.item_name}）承诺 {case.promised_on} 办结，已超期",
        "statement_by": statement_day(tx),
    }
    if open_entry(tx, case.centre, OVERDUE_CASE, case.id, **asked) is None:
        reopen_entry(tx, case.centre, OVERDUE_CASE, case.id, **asked)


def on_case_in_time(tx: Transaction, case: Case) -> None:
    """The calendar has moved the promised day to today or later: nobody answers for a delay that is none."""
    cancel_entry(tx, case.centre, OVERDUE_CASE, case.id, "工作日历调整后，办件未超期")


def on_second_trip(tx: Transaction, case: Case, first: Notice, later: Notice, untold: Sequence[str]) -> None:
    """``later`` named what the first notice did not: who gave the first is asked, not who put it right."""
    open_entry(
        tx,
        case.centre,
        SECOND_TRIP,
        later.id,
        window=first.window,
        person=first.given_by,
        facts=f"告知书 {first.serial}（{case.item_name}）未一次告知：{'、'.join(untold)}",
        statement_by=statement_day(tx),
    )


def on_missed_contact(tx: Transaction, one: Rectification) -> None:
    """Nobody contacted who gave a bad rating; whose duty that was, the director says."""
    open_entry(
        tx,
        one.centre,
        MISSED_CONTACT,
        one.id,
        window=one.window,
        person=None,
        facts=f"差评应于 {one.contact_by} 前联系评价人，逾期未联系",
        statement_by=None,
    )


def on_closed_rating(tx: Transaction, one: Rectification) -> None:
    """A bad rating was found justified, or its appeal was dismissed. Not before it is closed: the entry shows it."""
    dismissed = select(RatingAppeal.id).where(
        RatingAppeal.rating_id == one.rating_id, RatingAppeal.state == AppealState.DISMISSED
    )
    if one.state != Standing.CLOSED or one.outcome == "appeal_upheld":
        return
    if one.finding != "justified" and tx.session.scalar(dismissed) is None:
        return
    rating = tx.one(Rating, one.rating_id)
    open_entry(
        tx,
        one.centre,
        COMPLAINT,
        one.rating_id,
        window=one.window,
        person=rating.clerk,
        facts="差评经核实属实" if one.finding == "justified" else "差评申诉不成立",
        statement_by=statement_day(tx),
    )


def on_upheld_appeal(tx: Transaction, rating: Rating, reason: str) -> None:
    """The rating was no complaint after all."""
    cancel_entry(tx, rating.centre, COMPLAINT, rating.id, reason)


def statement_day(tx: ReadTransaction) -> date:
    """Until when a person named today may state their side."""
    return working_calendar(tx).add_working_days(today(tx), tx.settings.hall["statement_working_days"])
