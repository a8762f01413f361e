"""The public page: every state has its words, steps come in order, and only what is safe can be on it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.deadlines import Entry, Extended, Paused, Resumed, Started, Unit
from services.intake.casework.cases.clocks import SPECIAL_PROCEDURES
from services.intake.casework.cases.rules import State
from services.intake.online.applications.rules import State as ApplicationState
from services.intake.online.progress.rules import ApplicationFacts, CaseFacts, Facts, NoticeFacts, progress_of

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)


def later(days: int) -> datetime:
    return AT + timedelta(days=days)


def case(state: str, **more: Any) -> CaseFacts:
    usual: dict[str, Any] = {field.name: None for field in fields(CaseFacts)}
    told = {"number": "3310821142026030205" + "0001", "item_name": "低保", "registered_at": AT, "reply_by": DAY,
            "deemed": False, "provisional": False}  # fmt: skip
    return CaseFacts(**{**usual, **told, "state": state, **more})


def application(state: str, **more: Any) -> ApplicationFacts:
    usual: dict[str, Any] = {field.name: None for field in fields(ApplicationFacts)}
    told = {"number": "W114260302050001", "item_name": "低保", "provisional": False}
    return ApplicationFacts(**{**usual, **told, "state": state, **more})


def words(facts: Facts) -> list[tuple[int, str]]:
    """Days since DAY, and what happened."""
    return [((step.on - DAY).days, step.words) for step in progress_of(facts)["steps"]]


@pytest.mark.row("C10", "S2.6")
def test_a_case_with_all_that_can_happen_in_the_order_of_its_days() -> None:
    ledger: list[Entry] = [
        Started(id="1", seq=0, at=DAY + timedelta(3), limit=20, unit=Unit.WORKING),
        Paused(id="2", seq=1, at=DAY + timedelta(4), ground="鉴定"),
        Resumed(id="3", seq=2, at=DAY + timedelta(9)),
        Extended(id="4", seq=3, at=DAY + timedelta(9), days=5, approver="中心主任", ground="张三家情况复杂"),
    ]
    notice = NoticeFacts(later(1), DAY, later(3), False)
    found = Facts(case(State.COMPLETED, accepted_at=later(3), completed_at=later(12)), None, [notice], ledger)
    assert words(found) == [
        (0, "收件登记"), (1, "一次性告知补正"), (3, "材料补齐"), (3, "受理"), (4, "暂停计时：鉴定"), (9, "恢复计时"),
        (9, "批准延长5个工作日"), (12, "办结"),
    ]  # fmt: skip
    assert progress_of(found)["state"] == "已办结"


@pytest.mark.row("C10", "S4.4")
@pytest.mark.parametrize(
    ("facts", "state", "reply_by"),
    [
        (Facts(application=application(ApplicationState.DRAFT)), "填写中，尚未提交", None),
        (Facts(application=application(ApplicationState.SUBMITTED, reply_by=DAY)), "已提交，等待窗口预审", DAY),
        (
            Facts(application=application(ApplicationState.DECLINED, ground="not_competent", decided_at=AT)),
            "不予受理：不属于本机关职权范围", None,
        ),
        (Facts(application=application(ApplicationState.WITHDRAWN, withdrawn_at=AT)), "已撤回", None),
        (Facts(case(State.REGISTERED), application(ApplicationState.TAKEN_IN)), "已登记", DAY),
        (Facts(case(State.AWAITING), application(ApplicationState.TAKEN_IN)), "待补正", None),
        (
            Facts(case(State.AWAITING), application(ApplicationState.TAKEN_IN, supplemented_at=AT)),
            "补正材料已提交，等待窗口核对", None,
        ),
        (
            Facts(
                case(State.AWAITING), application(ApplicationState.TAKEN_IN, supplemented_at=AT, checked_at=later(1))
            ),
            "待补正", None,
        ),
        (Facts(case(State.WITHDRAWN), application(ApplicationState.WITHDRAWN)), "已撤回", None),
    ],
)  # fmt: skip
def test_where_an_application_stands_in_plain_words(facts: Facts, state: str, reply_by: date | None) -> None:
    page = progress_of(facts)
    assert (page["state"], page["reply_by"]) == (state, reply_by)


@pytest.mark.parametrize("state", State)
def test_every_state_of_a_case_has_its_words(state: State) -> None:
    assert progress_of(Facts(case(state)))["state"] == state.words


@pytest.mark.row("C10")
def test_what_is_missing_is_named_by_the_list_and_counted_beyond_it() -> None:
    first = NoticeFacts(AT, DAY, None, True, ("户口簿",), 0)
    second = NoticeFacts(later(1), DAY, None, False, ("户口簿", "照片"), 2)
    page = progress_of(Facts(case(State.AWAITING, supplement_until=DAY), None, [first, second]))
    assert (page["missing"], page["missing_others"], page["supplement_until"]) == (["户口簿", "照片"], 2, DAY)
    settled = progress_of(Facts(case(State.ACCEPTED, accepted_at=AT), None, [second]))
    assert (settled["missing"], settled["missing_others"]) == ([], 0)


@given(st.text(min_size=1).filter(lambda text: bool(text.strip()) and text not in SPECIAL_PROCEDURES))
def test_words_that_somebody_wrote_into_the_ledger_stay_there(written: str) -> None:
    marked = f"<{written}>"
    ledger: list[Entry] = [
        Paused(id="1", seq=0, at=DAY, ground=marked),
        Extended(id="2", seq=1, at=DAY, days=5, approver=marked, ground=marked),
    ]
    assert marked not in str(progress_of(Facts(case(State.PAUSED), None, [], ledger)))
