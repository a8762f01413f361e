"""Surveys: their life, what a question is, whether an answer fits, what comes out of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from libs.common.events.parts import LEVELS
from libs.common.moves import LifeCycle
from services.intake.quality.surveys import refusals


class State(StrEnum):
    DRAFT = "draft"  # 草稿
    OPEN = "open"  # 进行中
    CLOSED = "closed"  # 已结束


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "edit": {State.DRAFT: State.DRAFT},
        "publish": {State.DRAFT: State.OPEN},
        "close": {State.OPEN: State.CLOSED},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {State.DRAFT: refusals.SurveyDraft, State.OPEN: refusals.SurveyOpen, State.CLOSED: refusals.SurveyClosed},
)
target = CYCLE.target
KINDS = ("opinion", "satisfaction")  # 意见征集 满意度测评
HANDLING, SLIP = "handling", "slip"  # 凭办件 凭答题码
AUDIENCES = (HANDLING, SLIP)
SCALE, CHOICE, CHOICES, TEXT = "scale", "choice", "choices", "text"  # 五级评价 单选 多选 文字
QUESTION_KINDS = (SCALE, CHOICE, CHOICES, TEXT)
SATISFIED = LEVELS[:3]
MOST_QUESTIONS, MOST_OPTIONS, LONGEST_TEXT = 30, 20, 500
FEWEST = 5
"""Fewer answers than that are not told question by question: one could tell whose is whose."""


@dataclass(frozen=True)
class Question:
    """``no`` from 1. ``options`` of choices; a scale has the five levels of ratings."""

    no: int
    text: str
    kind: str
    options: tuple[str, ...] = ()
    required: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        return LEVELS if self.kind == SCALE else self.options


def questions_of(drafts: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Numbered questions. Raises QuestionsInvalid naming every fault."""
    faults: list[dict[str, str]] = []
    found = []
    for no, draft in enumerate(drafts, 1):
        question = Question(no, draft["text"], draft["kind"], tuple(draft["options"]), draft["required"])
        found.append(question)
        choosing = question.kind in (CHOICE, CHOICES)
        if choosing and not 2 <= len(question.options) <= MOST_OPTIONS:
            faults.append(_fault(no, f"应有2至{MOST_OPTIONS}个选项"))
        if choosing and len(set(question.options)) < len(question.options):
            faults.append(_fault(no, "选项重复"))
        if not choosing and question.options:
            faults.append(_fault(no, "这种题目没有选项"))
    if not found or len(found) > MOST_QUESTIONS:
        faults.append({"field": "questions", "message": f"应有1至{MOST_QUESTIONS}题"})
    if faults:
        raise refusals.QuestionsInvalid(errors=faults)
    return found


def answers_of(questions: Sequence[Question], said: Mapping[int, Any]) -> dict[int, Any]:
    """The answers by number, each of its question's kind; unanswered ones left out. Raises AnswersInvalid."""
    faults = [_fault(no, "没有这一题") for no in sorted(said.keys() - {question.no for question in questions})]
    found: dict[int, Any] = {}
    for question in questions:
        value = said.get(question.no)
        if value in (None, "", []):
            if question.required:
                faults.append(_fault(question.no, "必答"))
            continue
        if (wrong := _wrong(question, value)) is not None:
            faults.append(_fault(question.no, wrong))
            continue
        found[question.no] = value.strip() if isinstance(value, str) else value
    if faults:
        raise refusals.AnswersInvalid(errors=faults)
    return found


def _wrong(question: Question, value: Any) -> str | None:
    if question.kind == TEXT:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            return f"应为不超过{LONGEST_TEXT}字的文字"
        return None
    if question.kind == CHOICES:
        listed = isinstance(value, list) and all(isinstance(each, str) for each in value)
        fits = listed and len(set(value)) == len(value) and set(value) <= set(question.options)
        return None if fits else "选项有误"
    return None if value in question.choices else "选项有误"


def _fault(no: int, message: str) -> dict[str, str]:
    return {"field": f"questions.{no}", "message": message}


def results_of(questions: Sequence[Question], answers: Iterable[Mapping[int, Any]]) -> list[dict[str, Any]]:
    """By question: ``n`` who answered it, how often each choice, the satisfied of a scale in per cent, the texts.

    ``satisfied`` is None where nobody answered: no share of nothing. Texts in the order of the alphabet: none of who.
    """
    given = list(answers)
    return [_result(question, [each[question.no] for each in given if question.no in each]) for question in questions]


def _result(question: Question, values: list[Any]) -> dict[str, Any]:
    chosen = Counter(each for value in values for each in (value if isinstance(value, list) else [value]))
    satisfied = None
    if question.kind == SCALE and values:
        satisfied = round(100 * sum(chosen[level] for level in SATISFIED) / len(values), 1)
    return {
        "no": question.no,
        "text": question.text,
        "kind": question.kind,
        "n": len(values),
        "counts": {choice: chosen[choice] for choice in question.choices},
        "satisfied": satisfied,
        "texts": sorted(values) if question.kind == TEXT else [],
    }
