"""Stages of a case: who did what and when; neutral words for the public; nothing open when it is completed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from libs.common.actor import SYSTEM
from libs.common.errors import NotFound
from libs.common.events.intake import CASE_STAGE_BEGUN, CASE_STAGE_ENDED
from services.intake.casework.cases import ending, queries, refusals
from services.intake.casework.stages import actions, rules
from services.intake.casework.stages.kinds import stage_kinds
from services.intake.casework.stages.schemas import PublicStage
from services.intake.online.progress.looking import look
from tests.integration.intake.case_desk import CLERK, PROMISED, Desk, open_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("S6.2", "S5.2")
def test_stages_are_kept_with_who_and_when_and_told(desk: Desk) -> None:
    case_id = desk.accepted(PROMISED)
    desk.at("2026-03-03 09:00")
    with desk.act() as tx:
        actions.begin_stage(tx, case_id, "publicity")
        actions.begin_stage(tx, case_id, "review", opinion="材料齐全，联系电话13800001234")
    desk.at("2026-03-10 10:00")
    with desk.act() as tx:
        actions.finish_stage(tx, case_id, 1, "公示期满无异议", "other")
    with desk.db.reading(CLERK) as tx:
        shown = queries.case_in_full(tx, case_id)["stages"]
        assert [(each.no, each.kind, each.state, each.began_by, each.outcome) for each in shown] == [
            (1, "publicity", "finished", "clerk01", "other"), (2, "review", "finished", "clerk01", "passed"),
        ]  # fmt: skip
        assert shown[1].opinion == "材料齐全，联系电话138****1234"
    assert [event.data["stage"] for event in desk.told(CASE_STAGE_BEGUN)] == ["publicity", "review"]
    ended = [(each.data["no"], each.data["outcome"], each.data["opinion"]) for each in desk.told(CASE_STAGE_ENDED)]
    assert ended == [(2, "passed", "材料齐全，联系电话138****1234"), (1, "other", "公示期满无异议")]
    assert desk.case(case_id).version == 5  # registered, accepted, and each of the three


@pytest.mark.row("C10")
def test_the_public_sees_neutral_words_and_days_alone(desk: Desk) -> None:
    case_id = desk.accepted(PROMISED)
    with desk.act() as tx:
        actions.begin_stage(tx, case_id, "household", opinion="家中有残疾人二人，情况属实")
        actions.begin_stage(tx, case_id, "decision")
    case = desk.case(case_id)
    with desk.act(SYSTEM) as tx:
        told = look(tx, case.case_number, case.query_code)
    assert told is not None
    assert PublicStage(many=True).dump(told["stages"]) == [
        {"words": "核实", "began_on": "2026-03-02", "ended_on": "2026-03-02"},
        {"words": "作出决定", "began_on": "2026-03-02", "ended_on": None},
    ]


def test_a_case_is_not_completed_while_a_stage_is_open_and_its_other_ends_stop_it(desk: Desk) -> None:
    completed, returned = desk.accepted(PROMISED), desk.accepted(PROMISED)
    with desk.act() as tx:
        for case_id in (completed, returned):
            actions.begin_stage(tx, case_id, "site_visit")
    with pytest.raises(rules.StageOpen) as refused, desk.act() as tx:
        ending.complete_case(tx, completed, "办结")
    assert refused.value.data["stages"] == ["现场勘验"]
    with desk.act() as tx:
        actions.finish_stage(tx, completed, 1, "与申报一致")
        ending.complete_case(tx, completed, "办结")
        ending.return_case(tx, returned, "不符合条件", "办事指南所列申请条件")
    with desk.db.reading() as tx:
        (stopped,) = actions.stages_of(tx, returned)
        assert (stopped.state, stopped.outcome, stopped.ended_at) == ("stopped", None, tx.now)
        audit = desk.db.kernel.audit
        acts = tx.session.scalars(select(audit.c.action).where(audit.c.subject == returned).order_by(audit.c.id)).all()
    assert acts[-2:] == ["case.stage-stop", "case.return"]
    with pytest.raises(refusals.CaseCompleted) as late, desk.act() as tx:
        actions.begin_stage(tx, completed, "review")
    assert late.value.code == "case_completed.stage"


def test_what_is_not_a_stage_is_refused(desk: Desk) -> None:
    case_id = desk.accepted(PROMISED)
    for kind, began, refusal in (
        ("lunch", None, rules.UnknownStage),
        ("review", desk.clock.now() - timedelta(minutes=1), rules.StageTimes),
        ("review", desk.clock.now() + timedelta(minutes=1), rules.StageTimes),
    ):
        with pytest.raises(refusal), desk.act() as tx:
            actions.begin_stage(tx, case_id, kind, began)
    with desk.act() as tx:
        actions.begin_stage(tx, case_id, "review", opinion="齐全")
    with pytest.raises(rules.StageFinished), desk.act() as tx:
        actions.finish_stage(tx, case_id, 1, "再审")
    with pytest.raises(NotFound), desk.act() as tx:
        actions.finish_stage(tx, case_id, 2, "没有的")


def test_the_list_has_neutral_words_for_every_kind() -> None:
    assert all(kind.name and kind.shown and "贫" not in kind.shown for kind in stage_kinds().values())
