"""Opening a finding, putting it right, following it up; and the clock of its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.deadlines import local_day
from libs.common.errors import NotFound
from libs.common.events import Event
from libs.common.events.intake import SURVEY_FINDING_CLOSED, SURVEY_FINDING_DEADLINE_REACHED, SURVEY_FINDING_OPENED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.visits.refusals import UnknownStaff
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import approaching_days, today
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import window_of
from services.intake.quality.survey_findings import rules
from services.intake.quality.survey_findings.rules import State
from services.intake.quality.survey_findings.tables import Finding
from services.intake.quality.surveys.actions import see_survey
from services.intake.quality.surveys.rules import State as SurveyState

AT_ONCE = 100


def open_finding(
    tx: Transaction,
    survey_id: str,
    *,
    problem: str,
    responsible: str,
    question: int | None = None,
    window: int | None = None,
    until: date | None = None,
) -> Finding:
    """A finding of a survey that is over. Raises NotFound, Forbidden, SurveyNotClosed, UnknownQuestion, UnknownStaff,
    DayInPast."""
    survey = see_survey(tx, survey_id)
    if survey.state != SurveyState.CLOSED:
        raise rules.SurveyNotClosed()
    if question is not None and question not in {each["no"] for each in survey.questions}:
        raise rules.UnknownQuestion(field="question")
    if window is not None:
        window_of(tx, survey.centre, window)
    _require_staff(tx, survey.centre, responsible)
    finding_id, day, calendar = new_id(), today(tx), working_calendar(tx)
    days = tx.settings.hall["survey_finding_working_days"]
    by = rules.rectify_by(finding_id, day, until, days, calendar)
    finding = Finding(
        id=finding_id,
        centre=survey.centre,
        version=1,
        state=State.OPENED,
        survey_id=survey.id,
        question=question,
        problem=mask_text(problem),
        window=window,
        responsible=responsible,
        opened_at=tx.now,
        opened_by=tx.actor.id,
        working_days=days if until is None else None,
        rectify_by=by.on,
        derivation=by.derivation,
        provisional=by.provisional,
        calendar_edition=calendar_edition(tx),
        next_mark_on=clocks.next_mark(marks_of(tx, by.on, day), day),
        rounds=0,
    )
    tx.session.add(finding)
    tx.session.flush()
    _tell(tx, SURVEY_FINDING_OPENED, finding, rectify_by=by.on)
    tx.audit("survey_finding.open", finding.id, survey=survey.id, rectify_by=str(by.on), responsible=responsible)
    return finding


def marks_of(tx: ReadTransaction, by: date, opened_on: date) -> list[clocks.Mark]:
    return clocks.marks(by, opened_on, approaching_days(tx), working_calendar(tx))


def _require_staff(tx: ReadTransaction, centre: str, login: str) -> None:
    known = select(Staff.login).where(Staff.centre == centre, Staff.active, Staff.login == login)
    if tx.session.scalars(known).one_or_none() is None:
        raise UnknownStaff(login, field="responsible", logins=[login])


def rectify(tx: Transaction, finding_id: str, measures: str) -> Finding:
    """It is put right: how. Raises NotFound, Forbidden, FindingMoveRefused, StaleVersion."""
    finding = hold_finding(tx, finding_id)
    said = mask_text(measures)
    _move(tx, finding, "rectify", measures=said, rectified_at=tx.now, rectified_by=tx.actor.id, next_mark_on=None)
    tx.audit("survey_finding.rectify", finding.id, measures=said)
    return finding


def follow_up(tx: Transaction, finding_id: str, settled: bool, words: str) -> Finding:
    """Somebody else looks: it is closed (销号), or opened anew while its day goes on counting.

    Raises NotFound, Forbidden, FindingMoveRefused, StaleVersion, FollowsUpOwnWork.
    """
    finding = hold_finding(tx, finding_id)
    verb = "close" if settled else "reopen"
    rules.target(finding.state, verb)
    if finding.rectified_by == tx.actor.id:
        raise rules.FollowsUpOwnWork()
    said = mask_text(words)
    if not settled:
        anew = {"rounds": finding.rounds + 1, "next_mark_on": today(tx), "marked": None}
        _move(tx, finding, verb, closing_words=said, **anew)
        tx.audit("survey_finding.reopen", finding.id, words=said)
        return finding
    assert finding.rectified_at is not None
    in_time = local_day(finding.rectified_at) <= finding.rectify_by
    _move(tx, finding, verb, closing_words=said, closed_at=tx.now, closed_by=tx.actor.id)
    _tell(tx, SURVEY_FINDING_CLOSED, finding, rounds=finding.rounds, in_time=in_time)
    tx.audit("survey_finding.close", finding.id, words=said, in_time=in_time)
    return finding


def ring_findings(tx: Transaction) -> int:
    """Tell, once each, of findings whose day approaches, is here, has passed; returns how many."""
    day = today(tx)
    ripe = select(Finding).where(Finding.state == State.OPENED, Finding.next_mark_on <= day)
    ripe = ripe.order_by(Finding.next_mark_on, Finding.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for finding in tx.session.scalars(ripe).all():
        marks = marks_of(tx, finding.rectify_by, local_day(finding.opened_at))
        mark = finding.ring(marks, finding.rectify_by, day)
        if mark is not None:
            _tell(tx, SURVEY_FINDING_DEADLINE_REACHED, finding, kind=mark.kind, due_on=finding.rectify_by)
            DEADLINES.labels(tx.service, mark.kind).inc()
            rung += 1
    return rung


def find_findings(
    tx: ReadTransaction, centre: str, state: str | None, survey: str | None, overdue: bool
) -> Select[Finding]:
    """Findings of a centre; ``overdue``: not put right and past their day."""
    query = select(Finding).where(Finding.centre == centre)
    if state is not None:
        query = query.where(Finding.state == state)
    if survey is not None:
        query = query.where(Finding.survey_id == survey)
    if overdue:
        query = query.where(Finding.state == State.OPENED, Finding.rectify_by < today(tx))
    return query


def see_finding(tx: ReadTransaction, finding_id: str, *, lock: bool = False) -> Finding:
    """Raises NotFound, Forbidden (属地)."""
    finding = tx.session.get(Finding, finding_id, with_for_update=lock or None)
    if finding is None:
        raise NotFound(f"测评问题 {finding_id}")
    tx.actor.require_centre(finding.centre)
    return finding


def hold_finding(tx: Transaction, finding_id: str) -> Finding:
    """The finding, kept from changing under us. Raises NotFound, Forbidden."""
    return see_finding(tx, finding_id, lock=True)


def _move(tx: Transaction, finding: Finding, verb: str, **values: Any) -> None:
    origin = finding.state
    to = rules.target(origin, verb)
    tx.moved(
        Finding, finding.id, origin=[origin], to=to, version=tx.if_match, otherwise=rules.FindingMoveRefused, **values
    )


def _tell(tx: Transaction, event: Event, finding: Finding, **more: Any) -> None:
    told = {"finding_id": finding.id, "survey_id": finding.survey_id, "window": finding.window, "at": tx.now, **more}
    tx.emit(event, finding.id, finding.centre, told)
