"""The progress query: equal time for wrong and right, a number that closes, nothing personal whatever was written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from services.intake.casework.cases import clockwork, ending, registration
from services.intake.casework.cases.tables import Case
from services.intake.casework.notices import actions as notices
from services.intake.casework.upward.following import record_answer, tell_result
from services.intake.casework.upward.reporting import report_up
from services.intake.online.applications import deciding
from services.intake.online.progress import looking
from services.intake.online.progress.schemas import ProgressView
from services.intake.quality.ratings import actions as ratings
from services.intake.quality.ratings.rules import NotHandledYet, WrongNumberOrCode
from tests.integration.intake.case_desk import ALL_OF_REPORTED, DIRECTOR, REPORTED, SYNTHETIC, Desk, open_desk
from tests.integration.intake.hall import open_hall
from tests.integration.intake.online_desk import submitted

ROUNDS = 60


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def look(desk: Desk, number: str, code: str) -> dict[str, Any] | None:
    with desk.db.transaction(flush=False) as tx:
        return looking.look(tx, number, code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def case_with_a_story(desk: Desk) -> Case:
    case_id = desk.register(received=[1])
    with desk.act() as tx:
        notices.give_notice(tx, case_id, [{"name": "照片", "problem": "模糊", "requirement": "重拍"}])
    return desk.case(case_id)


@pytest.mark.row("C10")
def test_wrong_number_wrong_code_and_right_code_take_the_same_time_and_statements(desk: Desk) -> None:
    right, guessed = case_with_a_story(desk), case_with_a_story(desk)
    asks = {
        "right": lambda n: (right.case_number, right.query_code),
        "wrong code": lambda n: (guessed.case_number, wrong(guessed.query_code)),
        "wrong number": lambda n: (f"33108211420260302{n:06d}", "123456"),
    }
    statements: list[str] = []
    event.listen(desk.db.engine, "before_cursor_execute", lambda c, cur, sql, *rest: statements.append(sql))
    seen: dict[str, list[str]] = {}
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for n in range(ROUNDS):
        # In turns, so that a machine that slows down slows all three.
        for name, ask in asks.items():
            number, code = ask(n)
            statements.clear()
            began = time.process_time()
            page = look(desk, number, code)
            taken[name].append(time.process_time() - began)
            assert (page is not None) == (name == "right")
            seen[name] = list(statements)
    assert seen["right"] == seen["wrong code"] == seen["wrong number"]
    medians = {name: median(times[5:]) for name, times in taken.items()}
    assert max(medians.values()) < 1.3 * min(medians.values()), medians


@pytest.mark.row("C10", "S2.6")
def test_a_number_that_was_tried_too_often_answers_nobody_for_a_while(desk: Desk) -> None:
    case, other = case_with_a_story(desk), case_with_a_story(desk)
    assert look(desk, case.case_number, case.query_code)
    for _ in range(5):
        assert look(desk, case.case_number, wrong(case.query_code)) is None
    assert look(desk, case.case_number, case.query_code) is None
    with pytest.raises(WrongNumberOrCode), desk.act() as tx:
        ratings.rate_by_code(tx, case.case_number, case.query_code, "satisfied")  # nor by another door
    assert look(desk, other.case_number, other.query_code)
    desk.clock.advance(15 * 60)
    assert look(desk, case.case_number, case.query_code)
    with pytest.raises(NotHandledYet), desk.act() as tx:
        ratings.rate_by_code(tx, case.case_number, case.query_code, "satisfied")


@pytest.mark.row("C10", "S4.4")
def test_an_application_is_followed_by_its_own_number_into_its_case(desk: Desk) -> None:
    one = submitted(desk)
    page = look(desk, one.number.lower(), one.code.lower())
    assert page is not None and (page["state"], page["case_number"]) == ("已提交，等待窗口预审", None)
    assert [step.code for step in page["steps"]] == ["submitted", "received"]
    with desk.act() as tx:
        notice = deciding.ask(tx, one.id)
    case = desk.case(notice.case_id)
    page = look(desk, one.number, one.code)
    assert page is not None and (page["case_number"], page["state"]) == (case.case_number, "待补正")
    assert page["missing"] == [item.name for item in notice.items]
    by_case = look(desk, case.case_number, case.query_code)
    assert by_case is not None and by_case["number"] == case.case_number
    assert look(desk, one.number, case.query_code) is None  # the code of one does not open the other


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=4, max_size=20).filter(
    lambda text: bool(text.strip())
)


@pytest.mark.row("C10")
def test_nothing_that_was_written_about_a_person_is_on_the_page(tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'test.db'}", tmp_path)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(WORDS, min_size=8, max_size=8, unique=True), st.sampled_from(["complete", "return", "withdraw"]))
    def walk(written: list[str], end: str) -> None:
        name, relation, what, problem, need, reason, last, more = (f"〔{text}〕" for text in written)
        person = {**SYNTHETIC, "name": name, "phone_relation": relation[:20]}
        with desk.act() as tx:
            received = ALL_OF_REPORTED[1:]
            case_id = registration.register_case(tx, item_code=REPORTED, applicant=person, received=received).id
            notices.give_notice(tx, case_id, [{"name": what, "problem": problem, "requirement": need}])
        pages = [page_of(case_id)]
        with desk.act() as tx:
            notices.supplement_case(tx, case_id)
            clockwork.pause_case(tx, case_id, "鉴定", 10)
        with desk.act(DIRECTOR) as tx:
            clockwork.resume_case(tx, case_id)
            clockwork.extend_case(tx, case_id, 5, reason)
        with desk.act() as tx:
            if end == "complete":
                report_up(tx, case_id)
                record_answer(tx, case_id, True, more)
                tell_result(tx, case_id, "phone")
                ending.complete_case(tx, case_id, last)
            elif end == "return":
                ending.return_case(tx, case_id, last, more)
            else:
                ending.withdraw_case(tx, case_id, last)
        pages.append(page_of(case_id))
        for text in (name, relation[:20], what, problem, need, reason, last, more, *SYNTHETIC.values(), "clerk01"):
            assert not any(text in page for page in pages)

    def page_of(case_id: str) -> str:
        case = desk.case(case_id)
        page = look(desk, case.case_number, case.query_code)
        assert page is not None
        # The number itself is the caller's, and long enough to hold anything.
        return json.dumps(ProgressView().dump(page), ensure_ascii=False).replace(case.case_number, "")

    walk()
    desk.db.dispose()


@pytest.mark.row("C10", "S2.6")
def test_the_page_over_http_waits_alike_and_gives_no_hint(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        clerk, public = intake.client(Role.CLERK), intake.anonymous()
        said = {"item_code": REPORTED, "applicant": SYNTHETIC, "received": ALL_OF_REPORTED}
        right, guessed = (clerk.post("/cases", json=said).json() for _ in range(2))
        asks = {
            "right": (right["case_number"], right["query_code"]),
            "wrong code": (guessed["case_number"], wrong(guessed["query_code"])),
            "wrong number": ("33108211420260302059999", right["query_code"]),
        }
        taken: dict[str, list[float]] = {name: [] for name in asks}
        told: dict[str, Any] = {}
        for n in range(12):
            for name, (number, code) in asks.items():
                began = time.perf_counter()
                # Each from an address of its own, as a proxy would tell: the rate by address is another matter.
                told[name] = public.post(
                    "/progress", json={"number": number, "code": code}, headers={"X-Forwarded-For": f"203.0.113.{n}"}
                )
                taken[name].append(time.perf_counter() - began)
        assert told["right"].json()["steps"] == [{"on": "2026-03-02", "code": "registered", "words": "收件登记"}]
        refused = [{**told[name].json(), "instance": None} for name in ("wrong code", "wrong number")]
        assert refused[0] == refused[1] and refused[0]["code"] == "progress_not_found"
        medians = {name: median(times) for name, times in taken.items()}
        assert min(medians.values()) >= looking.ANSWER_SECONDS
        assert max(medians.values()) < 1.5 * min(medians.values()), medians  # the strict one is above, without HTTP
        assert public.get(f"/cases/{right['id']}").status_code == 401
        ask = {"number": right["case_number"], "code": right["query_code"]}
        rated = [public.post("/progress", json=ask).status_code for _ in range(12)]
        assert rated[0] == 200 and rated[-1] == 429
