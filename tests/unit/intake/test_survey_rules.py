"""Surveys and their findings: questions as data, answers that fit, results with n, a finding's life."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.seed import seed_calendar
from services.intake.quality.survey_findings import rules as findings
from services.intake.quality.surveys import refusals, rules
from services.intake.quality.surveys.rules import MOVES, Question, State, answers_of, questions_of, results_of, target

CALENDAR = seed_calendar()


def draft(kind: str, *options: str, required: bool = True) -> dict[str, Any]:
    return {"text": "问", "kind": kind, "options": list(options), "required": required}


QUESTIONS = questions_of(
    [draft("scale"), draft("choice", "窗口", "网上"), draft("choices", "快", "近", "省", required=False),
     draft("text", required=False)]
)  # fmt: skip


@pytest.mark.row("S4.14")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_on_a_survey_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.SurveyMoveRefused) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.SurveyMoveRefused


@pytest.mark.row("S4.14")
@pytest.mark.parametrize("verb", findings.MOVES)
@pytest.mark.parametrize("state", findings.State)
def test_every_act_on_a_finding_is_a_move_or_a_named_refusal(state: findings.State, verb: str) -> None:
    if state in findings.MOVES[verb]:
        assert findings.target(state, verb) is findings.MOVES[verb][state]
        return
    with pytest.raises(findings.FindingMoveRefused) as refused:
        findings.target(state, verb)
    assert type(refused.value) is not findings.FindingMoveRefused


@pytest.mark.parametrize(
    ("drafts", "fields"),
    [
        ([], ["questions"]),
        ([draft("choice", "一")], ["questions.1"]),
        ([draft("choice", "一", "一")], ["questions.1"]),
        ([draft("scale", "一", "二"), draft("text", "一")], ["questions.1", "questions.2"]),
        ([draft("text")] * 31, ["questions"]),
    ],
)
def test_questions_that_cannot_be_asked(drafts: list[dict[str, Any]], fields: list[str]) -> None:
    with pytest.raises(refusals.QuestionsInvalid) as refused:
        questions_of(drafts)
    assert [error["field"] for error in refused.value.errors] == fields


@pytest.mark.row("S4.14")
def test_an_answer_that_fits_is_kept_as_it_is() -> None:
    said = {1: "satisfied", 2: "网上", 3: ["快", "省"], 4: " 很好 "}
    assert answers_of(QUESTIONS, said) == {**said, 4: "很好"}
    assert answers_of(QUESTIONS, {1: "satisfied", 2: "窗口", 3: [], 4: ""}) == {1: "satisfied", 2: "窗口"}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, ["questions.1", "questions.2"]),
        ({1: "good", 2: "窗口"}, ["questions.1"]),
        ({1: "satisfied", 2: ["窗口"]}, ["questions.2"]),
        ({1: "satisfied", 2: "窗口", 3: ["快", "快"]}, ["questions.3"]),
        ({1: "satisfied", 2: "窗口", 3: "快"}, ["questions.3"]),
        ({1: "satisfied", 2: "窗口", 3: [1]}, ["questions.3"]),
        ({1: "satisfied", 2: "窗口", 4: "长" * 501}, ["questions.4"]),
        ({1: "satisfied", 2: "窗口", 4: 5}, ["questions.4"]),
        ({1: "satisfied", 2: "窗口", 9: "x"}, ["questions.9"]),
    ],
)
def test_an_answer_that_does_not_fit_is_told_question_by_question(said: dict[int, Any], fields: list[str]) -> None:
    with pytest.raises(refusals.AnswersInvalid) as refused:
        answers_of(QUESTIONS, said)
    assert [error["field"] for error in refused.value.errors] == fields


@pytest.mark.row("S4.14", "S4.4")
def test_results_by_question_with_n() -> None:
    answers = [
        {1: "very_satisfied", 2: "窗口", 3: ["快", "近"], 4: "乙"}, {1: "dissatisfied", 2: "网上", 4: "甲"},
        {1: "satisfied", 2: "网上", 3: ["快"]},
    ]  # fmt: skip
    scale, choice, several, text = results_of(QUESTIONS, answers)
    assert (scale["n"], scale["satisfied"], scale["counts"]["dissatisfied"]) == (3, 66.7, 1)
    assert (choice["n"], choice["counts"]) == (3, {"窗口": 1, "网上": 2})
    assert (several["n"], several["counts"]) == (2, {"快": 2, "近": 1, "省": 0})
    assert (text["n"], text["texts"], text["counts"]) == (2, ["乙", "甲"], {})
    assert results_of(QUESTIONS, [])[0]["satisfied"] is None


ANSWERS = st.fixed_dictionaries(
    {1: st.sampled_from(rules.LEVELS), 2: st.sampled_from(["窗口", "网上"])},
    optional={3: st.lists(st.sampled_from(["快", "近", "省"]), unique=True, min_size=1)},
)


@given(st.lists(ANSWERS, max_size=30), st.randoms())
def test_results_count_each_answer_once_and_know_no_order(answers: list[dict[int, Any]], random: Any) -> None:
    found = results_of(QUESTIONS, answers)
    assert [each["n"] for each in found[:2]] == [len(answers)] * 2
    assert all(sum(each["counts"].values()) == each["n"] for each in found[:2])
    mixed = list(answers)
    random.shuffle(mixed)
    assert results_of(QUESTIONS, mixed) == found


def test_a_question_is_plain_data() -> None:
    assert Question(1, "问", "scale").choices == rules.LEVELS


@pytest.mark.row("S4.14")
@pytest.mark.parametrize(
    ("opened", "until", "by"),
    [
        ("2026-03-31", None, "2026-04-22"),  # 清明 on 4 to 6 April
        ("2026-02-13", None, "2026-03-12"),  # the Saturday after is worked, then 春节
        ("2026-03-31", "2026-04-10", "2026-04-10"),
        ("2026-12-31", "2027-01-04", "2027-01-04"),  # a day that was named hangs on no calendar
    ],
)
def test_a_finding_has_fifteen_working_days_or_a_day_of_its_own(opened: str, until: str | None, by: str) -> None:
    day = date.fromisoformat(until) if until else None
    found = findings.rectify_by("f", date.fromisoformat(opened), day, 15, CALENDAR)
    assert found.on == date.fromisoformat(by) and "立项" in found.derivation and not found.provisional
    with pytest.raises(findings.DayInPast):
        findings.rectify_by("f", date(2026, 3, 31), date(2026, 3, 31), 15, CALENDAR)
