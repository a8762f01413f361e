"""Surveys on both databases and through the service: one answer each, by nobody, and what became of the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import eventlet
import pytest
from sqlalchemy import func, select, text

from libs.common.actor import SYSTEM, Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.errors import Refused
from libs.common.events.intake import (
    SURVEY_CLOSED,
    SURVEY_FINDING_CLOSED,
    SURVEY_FINDING_DEADLINE_REACHED,
    SURVEY_FINDING_OPENED,
    SURVEY_OPENED,
)
from services.intake.appointments.visits.refusals import UnknownStaff
from services.intake.quality.ratings.rules import NotHandledYet, WrongNumberOrCode
from services.intake.quality.survey_findings import actions as findings
from services.intake.quality.survey_findings import rules as finding_rules
from services.intake.quality.surveys import actions, answering, refusals
from services.intake.quality.surveys.tables import SurveyAnswer, SurveyPass
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import CLERK, DIRECTOR, Desk, day, open_desk
from tests.integration.intake.hall import open_hall

QUESTIONS = [
    {"text": "总体是否满意", "kind": "scale", "options": [], "required": True},
    {"text": "还有什么意见", "kind": "text", "options": [], "required": False},
]
SAID: dict[str, Any] = {
    "kind": "satisfaction", "title": "2026年公共服务满意度测评", "intro": "", "questions": QUESTIONS,
    "opens_on": day("2026-03-02"), "closes_on": day("2026-03-31"),
}  # fmt: skip


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def publish(desk: Desk, audience: str = "slip", **more: Any) -> str:
    with desk.act(DIRECTOR) as tx:
        survey = actions.draft_survey(tx, "taozhu", **{**SAID, "audience": audience, **more})
        return actions.publish_survey(tx, survey.id).id


def slips(desk: Desk, survey: str, count: int) -> list[str]:
    with desk.act(DIRECTOR) as tx:
        return actions.print_slips(tx, survey, count)


def answer(desk: Desk, survey: str, level: str = "satisfied", words: str = "", **proof: str) -> None:
    with desk.act() as tx:
        answering.answer_survey(tx, survey, {1: level, 2: words}, **proof)


def results(desk: Desk, survey: str) -> dict[str, Any]:
    with desk.db.reading(DIRECTOR) as tx:
        return actions.results(tx, survey)


def close(desk: Desk, survey: str) -> None:
    with desk.act(DIRECTOR) as tx:
        actions.close_survey(tx, survey)


@pytest.mark.row("S4.14")
def test_a_slip_answers_once_and_results_come_at_the_end_with_n(desk: Desk) -> None:
    survey = publish(desk)
    given = slips(desk, survey, 7)
    for n, slip in enumerate(given[:6]):
        answer(desk, survey, "satisfied" if n else "dissatisfied", f"意见{n}，电话13800001234", slip=slip.lower())
    for used in (given[0], "2222222222"):
        with pytest.raises(refusals.SlipRefused):
            answer(desk, survey, slip=used)
    assert results(desk, survey) == {"survey_id": survey, "state": "open", "n": 6, "questions": []}
    desk.at("2026-03-31 23:59")
    with desk.act(SYSTEM) as tx:
        assert actions.close_ended(tx) == 0
    desk.at("2026-04-01 00:01")
    with pytest.raises(refusals.OutsidePeriod):
        answer(desk, survey, slip=given[6])
    with desk.act(SYSTEM) as tx:
        assert actions.close_ended(tx) == 1
    with pytest.raises(refusals.SurveyClosed):
        answer(desk, survey, slip=given[6])
    scale, texts = results(desk, survey)["questions"]
    assert (scale["n"], scale["counts"]["satisfied"], scale["satisfied"]) == (6, 5, 83.3)
    assert texts["texts"][0] == "意见0，电话138****1234"
    assert [event.data["answers"] for event in desk.told(SURVEY_CLOSED)] == [6]


@pytest.mark.row("S4.14")
def test_nothing_says_who_answered_what_or_when(desk: Desk) -> None:
    survey = publish(desk)
    given = slips(desk, survey, 40)
    before = _rows(desk)
    for n, slip in enumerate(given):
        desk.clock.advance(60)
        answer(desk, survey, words=f"第{n:02d}份", slip=slip)
    # Answering leaves no event, no audit row, nothing but the answer and a slip that is used.
    assert _rows(desk) == before
    with desk.db.reading() as tx:
        columns = {column.name for table in (SurveyAnswer, SurveyPass) for column in table.__table__.columns}
        assert columns == {"id", "survey_id", "said", "key", "used"}
        stored = [row.said for row in tx.session.execute(select(SurveyAnswer)).scalars()]
        passes = tx.session.scalars(select(SurveyPass.key)).all()
        raw = str(tx.session.execute(text("select * from survey_answer")).all())
    assert "第" not in raw and not set(given) & set(passes)
    order = [int(said.split("第")[1][:2]) for said in stored]
    assert sorted(order) == list(range(40))
    if desk.db.is_sqlite:  # read as they lie there
        assert order != sorted(order)


def _rows(desk: Desk) -> tuple[int, ...]:
    kernel = desk.db.kernel
    with desk.db.reading() as tx:
        return tuple(
            tx.session.scalar(select(func.count()).select_from(table)) or 0 for table in (kernel.audit, kernel.outbox)
        )


@pytest.mark.row("S4.14", "S4.4")
def test_a_handling_answers_once_when_it_is_done(desk: Desk) -> None:
    survey = publish(desk, "handling", kind="opinion")
    case = desk.case(desk.accepted())
    proof = {"number": case.case_number, "code": case.query_code}
    with pytest.raises(NotHandledYet):
        answer(desk, survey, **proof)
    desk.completed(case.id)
    with pytest.raises(WrongNumberOrCode):
        answer(desk, survey, number=case.case_number, code="x")
    answer(desk, survey, **proof)
    with pytest.raises(refusals.AlreadyAnswered):
        answer(desk, survey, **proof)
    with pytest.raises(refusals.SlipsNotUsed):
        slips(desk, survey, 1)
    close(desk, survey)
    assert results(desk, survey) == {"survey_id": survey, "state": "closed", "n": 1, "questions": []}  # too few
    with desk.db.reading() as tx:
        keys = tx.session.scalars(select(SurveyPass.key)).all()
    assert case.id not in str(keys) and len(keys) == 1


def test_a_draft_is_changed_and_a_published_one_is_not(desk: Desk) -> None:
    with desk.act(DIRECTOR) as tx:
        survey = actions.draft_survey(tx, "taozhu", **SAID, audience="slip").id
        edited = actions.edit_survey(tx, survey, **{**SAID, "title": "改"}, audience="handling")
        assert (edited.title, edited.audience) == ("改", "handling")
    for wrong in ({"closes_on": day("2026-03-01")}, {"opens_on": day("2026-04-01")}):
        with pytest.raises(refusals.PeriodInvalid), desk.act(DIRECTOR) as tx:
            actions.edit_survey(tx, survey, **{**SAID, **wrong}, audience="slip")
    with pytest.raises(Refused), desk.act() as tx:
        answering.answer_survey(tx, survey, {1: "satisfied"})
    with desk.act(DIRECTOR) as tx:
        actions.publish_survey(tx, survey)
    with pytest.raises(refusals.SurveyOpen), desk.act(DIRECTOR) as tx:
        actions.edit_survey(tx, survey, **SAID, audience="slip")


@pytest.mark.row("S4.14")
def test_a_finding_is_put_right_by_its_day_and_looked_at_by_somebody_else(desk: Desk) -> None:
    survey = publish(desk)
    with pytest.raises(finding_rules.SurveyNotClosed), desk.act(DIRECTOR) as tx:
        findings.open_finding(tx, survey, problem="等候久", responsible="clerk01")
    desk.at("2026-03-31 09:00")
    close(desk, survey)
    for wrong, refusal in (
        ({"question": 9}, finding_rules.UnknownQuestion), ({"responsible": "nobody"}, UnknownStaff),
        ({"until": day("2026-03-31")}, finding_rules.DayInPast),
    ):  # fmt: skip
        with pytest.raises(refusal), desk.act(DIRECTOR) as tx:
            findings.open_finding(tx, survey, **{"problem": "等候久", "responsible": "clerk01", **wrong})
    with desk.act(DIRECTOR) as tx:
        opened = findings.open_finding(tx, survey, problem="等候久", responsible="clerk01", question=1, window=5)
        finding = opened.id
    assert (opened.rectify_by, opened.state) == (day("2026-04-22"), "opened")

    def ring(moment: str) -> list[str]:
        desk.at(moment)
        before = len(desk.told(SURVEY_FINDING_DEADLINE_REACHED))
        for _ in range(2):
            with desk.act(SYSTEM) as tx:
                findings.ring_findings(tx)
        return [event.data["kind"] for event in desk.told(SURVEY_FINDING_DEADLINE_REACHED)[before:]]

    assert [ring("2026-04-19 09:00"), ring("2026-04-20 09:00")] == [[], ["approaching"]]
    with desk.act(CLERK) as tx:
        findings.rectify(tx, finding, "增开一个窗口")
    for settled in (True, False):
        with pytest.raises(finding_rules.FollowsUpOwnWork), desk.act(CLERK) as tx:
            findings.follow_up(tx, finding, settled, "好了")
    with desk.act(DIRECTOR) as tx:
        again = findings.follow_up(tx, finding, False, "午间仍久")
        assert (again.state, again.rounds) == ("opened", 1)
    assert [ring("2026-04-22 09:00"), ring("2026-04-23 09:00")] == [["due"], ["overdue"]]
    with desk.db.reading(DIRECTOR) as tx:
        late = tx.session.scalars(findings.find_findings(tx, "taozhu", None, survey, True)).all()
        assert [each.id for each in late] == [finding]
    with desk.act(CLERK) as tx:
        findings.rectify(tx, finding, "午间也开")
    with pytest.raises(finding_rules.AwaitsFollowUp), desk.act(CLERK) as tx:
        findings.rectify(tx, finding, "又")
    with desk.act(DIRECTOR) as tx:
        closed = findings.follow_up(tx, finding, True, "属实")
        assert (closed.state, closed.closing_words) == ("closed", "属实")
    [told] = desk.told(SURVEY_FINDING_CLOSED)
    assert (told.data["rounds"], told.data["in_time"], told.data["window"]) == (1, False, 5)
    assert ring("2026-05-20 09:00") == []


@pytest.mark.row("S4.14", "S4.4")
def test_a_survey_through_the_service(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 09:00"))
    with open_hall(database_url, broker, tmp_path, clock) as intake:
        director, public = intake.client(Role.DIRECTOR, actor_id="director"), intake.anonymous()
        said = {**SAID, "audience": "slip", "opens_on": "2026-03-02", "closes_on": "2026-03-03"}
        assert intake.client(Role.CLERK).post("/surveys", json=said).status_code == 403
        drafted = director.post("/surveys", json=said)
        assert drafted.status_code == 201, drafted.text
        path = f"/surveys/{drafted.json()['id']}"
        assert director.put(path, json={**said, "title": "测评"}).status_code == 428
        edited = director.put(path, json={**said, "title": "测评"}, headers={"If-Match": drafted.headers["ETag"]})
        assert edited.json()["title"] == "测评"
        assert director.post(f"{path}/publish").json()["state"] == "open"
        given = director.post(f"{path}/slips", json={"count": 8}).json()["slips"]
        [shown] = public.get("/surveys/open").json()["items"]
        assert [question["kind"] for question in shown["questions"]] == ["scale", "text"]
        where = f"/surveys/open/{shown['id']}/answers"
        wrong = public.post(where, json={"answers": {"2": "好"}, "slip": given[0]})
        assert (wrong.status_code, wrong.json()["errors"]) == (422, [{"field": "questions.1", "message": "必答"}])
        # One slip pressed four times at once is one answer.
        press = lambda slip: public.post(  # noqa: E731
            where, json={"answers": {"1": "satisfied"}, "slip": slip}, headers={"X-Forwarded-For": "203.0.113.9"}
        ).status_code
        outcomes = Counter(eventlet.GreenPool().imap(press, [given[0]] * 4 + given[1:6]))
        assert outcomes == {204: 6, 404: 3}
        clock.at = hall("2026-03-04 00:10")
        [closed] = intake.wait_for(SURVEY_CLOSED, timeout=30)
        assert closed.data["answers"] == 6
        found = director.get(f"{path}/results").json()
        assert (found["n"], found["questions"][0]["satisfied"]) == (6, 100.0)
        finding = director.post(f"{path}/findings", json={"problem": "等候久", "responsible": "clerk05"}).json()
        lead = intake.client(Role.WINDOW_LEAD, actor_id="lead")
        rectified = lead.post(f"/survey-findings/{finding['id']}/rectify", json={"measures": "增开窗口"})
        assert rectified.json()["state"] == "rectified"
        own = lead.post(f"/survey-findings/{finding['id']}/follow-up", json={"settled": True, "words": "好"})
        assert own.json()["code"] == "follows_up_own_work"
        done = director.post(f"/survey-findings/{finding['id']}/follow-up", json={"settled": True, "words": "已查"})
        assert done.json()["state"] == "closed"
        for event in (SURVEY_OPENED, SURVEY_FINDING_OPENED, SURVEY_FINDING_CLOSED):
            intake.wait_for(event)
        assert director.get("/survey-findings?state=closed").json()["items"][0]["id"] == finding["id"]
