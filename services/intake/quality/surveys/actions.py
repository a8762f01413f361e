"""Making, publishing and closing surveys, and reading what came of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from secrets import choice
from typing import Any

from sqlalchemy import Select, func, insert, select

from libs.common.errors import NotFound
from libs.common.events.intake import SURVEY_CLOSED, SURVEY_OPENED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking.codes import LETTERS
from services.intake.casework.cases.steps import today
from services.intake.quality.surveys import refusals, rules
from services.intake.quality.surveys.rules import SLIP, Question, State
from services.intake.quality.surveys.tables import Survey, SurveyAnswer, SurveyPass

SLIP_LENGTH = 10
AT_ONCE = 50


def draft_survey(tx: Transaction, centre: str, *, questions: Sequence[dict[str, Any]], **said: Any) -> Survey:
    """A survey in the making. Raises QuestionsInvalid, PeriodInvalid."""
    _require_period(said["opens_on"], said["closes_on"], today(tx))
    survey = Survey(
        id=new_id(), centre=centre, version=1, state=State.DRAFT, questions=_stored(questions), made_at=tx.now,
        made_by=tx.actor.id, **said,
    )  # fmt: skip
    tx.session.add(survey)
    tx.audit("survey.draft", survey.id, title=survey.title)
    return survey


def edit_survey(tx: Transaction, survey_id: str, *, questions: Sequence[dict[str, Any]], **said: Any) -> Survey:
    """Change a draft. Raises NotFound, Forbidden, SurveyMoveRefused, StaleVersion, QuestionsInvalid, PeriodInvalid."""
    survey = hold_survey(tx, survey_id)
    _require_period(said["opens_on"], said["closes_on"], today(tx))
    _move(tx, survey, "edit", questions=_stored(questions), **said)
    tx.audit("survey.edit", survey.id, title=survey.title)
    return survey


def publish_survey(tx: Transaction, survey_id: str) -> Survey:
    """From its first day on it is answered; its questions stand. Raises as ``edit_survey``."""
    survey = hold_survey(tx, survey_id)
    rules.target(survey.state, "publish")
    _require_period(survey.opens_on, survey.closes_on, today(tx))
    _move(tx, survey, "publish", published_at=tx.now)
    told = {"survey_id": survey.id, "kind": survey.kind, "closes_on": survey.closes_on, "at": tx.now}
    tx.emit(SURVEY_OPENED, survey.id, survey.centre, told)
    tx.audit("survey.publish", survey.id, closes_on=str(survey.closes_on))
    return survey


def close_survey(tx: Transaction, survey_id: str) -> Survey:
    """End it now. Raises NotFound, Forbidden, SurveyMoveRefused, StaleVersion."""
    survey = hold_survey(tx, survey_id)
    _close(tx, survey)
    return survey


def close_ended(tx: Transaction) -> int:
    """End the surveys whose last day has passed; how many."""
    over = select(Survey).where(Survey.state == State.OPEN, Survey.closes_on < today(tx)).order_by(Survey.id)
    found = tx.session.scalars(over.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for survey in found:
        _close(tx, survey)
    return len(found)


def _close(tx: Transaction, survey: Survey) -> None:
    # Its row is held: who answers holds it too, so that none comes after the count.
    count = tx.session.scalars(select(func.count()).where(SurveyAnswer.survey_id == survey.id)).one()
    _move(tx, survey, "close", closed_at=tx.now, answers=count)
    told = {"survey_id": survey.id, "kind": survey.kind, "answers": count, "at": tx.now}
    tx.emit(SURVEY_CLOSED, survey.id, survey.centre, told)
    tx.audit("survey.close", survey.id, answers=count)


def print_slips(tx: Transaction, survey_id: str, count: int) -> list[str]:
    """Codes for so many slips of paper (答题码), told once; anybody who is given one answers once.

    Raises NotFound, Forbidden, SurveyClosed, SlipsNotUsed.
    """
    survey = hold_survey(tx, survey_id)
    if survey.audience != SLIP:
        raise refusals.SlipsNotUsed()
    if survey.state == State.CLOSED:
        raise refusals.SurveyClosed()
    slips = ["".join(choice(LETTERS) for _ in range(SLIP_LENGTH)) for _ in range(count)]
    rows = [{"key": slip_key(survey.id, slip), "survey_id": survey.id, "used": False} for slip in slips]
    tx.session.execute(insert(SurveyPass), rows)
    tx.audit("survey.print_slips", survey.id, slips=count)
    return slips


def slip_key(survey_id: str, slip: str) -> str:
    plain = "".join(slip.split()).upper()
    return hashlib.sha256(f"{survey_id}/{plain}".encode()).hexdigest()


def results(tx: ReadTransaction, survey_id: str) -> dict[str, Any]:
    """What came of it. While it runs only how many answered: who watches answers come in sees whose they are.

    Fewer than FEWEST are never told question by question. Raises NotFound, Forbidden.
    """
    survey = see_survey(tx, survey_id)
    rows = tx.session.scalars(select(SurveyAnswer.said).where(SurveyAnswer.survey_id == survey.id)).all()
    told = survey.state == State.CLOSED and len(rows) >= rules.FEWEST
    answers = [{int(no): value for no, value in json.loads(row).items()} for row in rows] if told else []
    found = rules.results_of(questions_in(survey), answers) if told else []
    for result in found:
        result["texts"] = [mask_text(each) for each in result["texts"]]
    return {"survey_id": survey.id, "state": survey.state, "n": len(rows), "questions": found}


def questions_in(survey: Survey) -> list[Question]:
    return [Question(**{**each, "options": tuple(each["options"])}) for each in survey.questions]


def find_surveys(centre: str, state: str | None = None) -> Select[Survey]:
    query = select(Survey).where(Survey.centre == centre)
    return query if state is None else query.where(Survey.state == state)


def see_survey(tx: ReadTransaction, survey_id: str, *, lock: bool = False) -> Survey:
    """Raises NotFound, Forbidden (属地)."""
    survey = tx.session.get(Survey, survey_id, with_for_update=lock or None)
    if survey is None:
        raise NotFound(f"问卷 {survey_id}")
    tx.actor.require_centre(survey.centre)
    return survey


def hold_survey(tx: Transaction, survey_id: str) -> Survey:
    """The survey, kept from changing under us. Raises NotFound, Forbidden."""
    return see_survey(tx, survey_id, lock=True)


def _move(tx: Transaction, survey: Survey, verb: str, **values: Any) -> None:
    origin = survey.state
    to = rules.target(origin, verb)
    tx.moved(
        Survey, survey.id, origin=[origin], to=to, version=tx.if_match, otherwise=refusals.SurveyMoveRefused, **values
    )


def _stored(questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**asdict(each), "options": list(each.options)} for each in rules.questions_of(questions)]


def _require_period(opens_on: date, closes_on: date, day: date) -> None:
    if closes_on < max(opens_on, day):
        raise refusals.PeriodInvalid(field="closes_on")
