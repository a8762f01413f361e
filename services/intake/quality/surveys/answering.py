"""Answering a survey: once a slip or a handling, by nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import select, update

from libs.common.columns import to_json
from libs.common.errors import NotFound
from libs.common.identity.keyring import blind_index
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.steps import today
from services.intake.quality.ratings.handlings import by_number
from services.intake.quality.ratings.rules import UnknownHandling
from services.intake.quality.surveys import refusals, rules
from services.intake.quality.surveys.actions import questions_in, slip_key
from services.intake.quality.surveys.rules import HANDLING, State
from services.intake.quality.surveys.tables import Survey, SurveyAnswer, SurveyPass


def answer_survey(
    tx: Transaction,
    survey_id: str,
    said: Mapping[int, Any],
    *,
    slip: str | None = None,
    number: str | None = None,
    code: str | None = None,
) -> None:
    """Keep an answer. Neither audit nor event tells of it: both would say when, and so whose it is.

    Raises NotFound, SurveyMoveRefused, OutsidePeriod, AnswersInvalid, SlipRefused, WrongNumberOrCode, NotHandledYet,
    AlreadyAnswered.
    """
    survey = public_survey(tx, survey_id, lock=True)
    answers = rules.answers_of(questions_in(survey), said)
    if survey.audience == HANDLING:
        _spend_handling(tx, survey, number or "", code or "")
    else:
        _spend_slip(tx, survey, slip or "")
    tx.session.add(SurveyAnswer(id=token_hex(16), survey_id=survey.id, said=to_json(answers)))


def public_survey(tx: ReadTransaction, survey_id: str, *, lock: bool = False) -> Survey:
    """A survey that is answered today. ``lock``: it is not closed meanwhile. Raises NotFound, OutsidePeriod."""
    query = select(Survey).where(Survey.id == survey_id, Survey.state != State.DRAFT)
    survey = tx.session.scalars(query.with_for_update(read=True) if lock else query).one_or_none()
    if survey is None:
        raise NotFound(f"问卷 {survey_id}")
    if survey.state == State.CLOSED:
        raise refusals.SurveyClosed()
    if not survey.opens_on <= today(tx) <= survey.closes_on:
        raise refusals.OutsidePeriod(first=survey.opens_on.isoformat(), last=survey.closes_on.isoformat())
    return survey


def _spend_slip(tx: Transaction, survey: Survey, slip: str) -> None:
    mine = SurveyPass.key == slip_key(survey.id, slip), SurveyPass.survey_id == survey.id, SurveyPass.used.is_(False)
    if tx.session.execute(update(SurveyPass).where(*mine).values(used=True)).rowcount != 1:  # type: ignore[attr-defined]
        raise refusals.SlipRefused()


def _spend_handling(tx: Transaction, survey: Survey, number: str, code: str) -> None:
    handling = by_number(tx, number, code)
    if handling.centre != survey.centre:
        raise UnknownHandling()
    key = blind_index(f"{survey.id}/{handling.id}", "survey.handling")
    first = tx.upsert(SurveyPass).values(key=key, survey_id=survey.id, used=True).on_conflict_do_nothing()
    if tx.session.execute(first.returning(SurveyPass.key)).one_or_none() is None:
        raise refusals.AlreadyAnswered()


