"""Inspections on both databases: once a working day, findings put right and seen by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.errors import StaleVersion
from libs.common.events.intake import (
    DUTY_ALARM,
    INSPECTION_FINDING_CHANGED,
    INSPECTION_FINDING_DEADLINE_REACHED,
    INSPECTION_RECORDED,
)
from services.intake.duty.inspections import handling, rules
from services.intake.duty.inspections.checklist import points_of, set_points
from services.intake.duty.inspections.recording import record_inspection
from services.intake.duty.inspections.rules import Point
from services.intake.duty.inspections.sweeps import miss_inspections, ring_findings
from services.intake.duty.inspections.tables import Finding
from services.intake.duty.inspections.views import finding_in_full, inspection_in_full
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, clerk, open_duty


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_duty(database_url, tmp_path, board=())
    opened.at("2026-03-02 09:00")
    yield opened
    opened.db.dispose()


def inspect(desk: OnDuty, *wanting: str, **more: Any) -> list[Finding]:
    """A round; findings at window 3 on the points ``wanting``."""
    finding = {"words": "问题，联系13800001234", "window": 3, "person": None, "working_days": None} | more
    with desk.act(LEAD) as tx:
        codes = [point.code for point in points_of(tx, CENTRE)]
        results = [{"code": code, "result": "wanting" if code in wanting else "ok", "note": ""} for code in codes]
        found = [{"point": code, **finding} for code in wanting]
        inspection = record_inspection(tx, CENTRE, tx.now, results, found)
        shown: list[Finding] = list(inspection_in_full(tx, inspection.id, None)["found"])
        return shown


def ring(desk: OnDuty, moment: str) -> list[str]:
    """The reminders that the moment brings; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(INSPECTION_FINDING_DEADLINE_REACHED))
    for _ in range(2):
        with desk.db.transaction() as tx:
            ring_findings(tx)
    return [each.data["kind"] for each in desk.told(INSPECTION_FINDING_DEADLINE_REACHED)[before:]]


def close_of(desk: OnDuty, moment: str) -> None:
    desk.at(moment)
    for _ in range(2):
        with desk.db.transaction() as tx:
            miss_inspections(tx)


@pytest.mark.row("S3.3")
def test_a_finding_is_put_right_seen_by_another_and_done_again_if_need_be(desk: OnDuty) -> None:
    (finding,) = inspect(desk, "equipment")
    assert (finding.words, finding.due_on, finding.provisional) == ("问题，联系138****1234", date(2026, 3, 5), False)
    assert "到期 3月5日" in finding.derivation
    with pytest.raises(rules.NotPutRight), desk.act(DIRECTOR) as tx:
        handling.verify(tx, finding.id, "已看")
    with desk.act(LEAD) as tx:
        handling.put_right(tx, finding.id, "已更换打印头")
    with pytest.raises(rules.SameHands), desk.act(LEAD) as tx:
        handling.verify(tx, finding.id, "已看")
    desk.at("2026-03-06 09:00")
    with desk.act(DIRECTOR) as tx:
        again = handling.reopen(tx, finding.id, "仍然卡纸", 1)
        assert (again.state, again.rounds, again.due_on) == ("open", 1, date(2026, 3, 9))
        stale = again.version - 1
    with pytest.raises(StaleVersion), desk.act(clerk(3)) as tx:
        tx.if_match = stale
        handling.put_right(tx, finding.id, "已报修")
    with desk.act(clerk(3)) as tx:
        handling.put_right(tx, finding.id, "已报修并换新")
    with desk.act(LEAD) as tx:
        handling.verify(tx, finding.id, "试打十张正常")
    with pytest.raises(rules.FindingVerified), desk.act(DIRECTOR) as tx:
        handling.revoke(tx, finding.id, "误")
    with desk.db.reading() as tx:
        acts = [(act.verb, act.by) for act in finding_in_full(tx, tx.one(Finding, finding.id))["acts"]]
    assert acts == [("put_right", "lead01"), ("reopen", "director"), ("put_right", "clerk03"), ("verify", "lead01")]
    told = [(each.data["act"], each.data["in_time"]) for each in desk.told(INSPECTION_FINDING_CHANGED)]
    assert told == [("open", True), ("put_right", True), ("reopen", False), ("put_right", True), ("verify", True)]


@pytest.mark.row("S3.3")
def test_reminders_come_once_each_and_not_for_what_is_put_right(desk: OnDuty) -> None:
    first, _second = inspect(desk, "order", "dress", working_days=4)  # due on Friday the 6th
    with desk.act(LEAD) as tx:
        handling.put_right(tx, first.id, "已改")
    assert ring(desk, "2026-03-03 09:00") == []
    assert ring(desk, "2026-03-04 09:00") == ["approaching"]
    assert ring(desk, "2026-03-07 00:01") == ["overdue"]  # nobody looked on the 6th: the strongest alone
    assert ring(desk, "2026-03-20 09:00") == []


@pytest.mark.row("S3.3")
def test_a_working_day_that_closes_without_a_round_is_told_of_once(desk: OnDuty) -> None:
    desk.follow()  # the hall runs today: the day has its plan
    close_of(desk, "2026-03-02 16:59")
    assert desk.alarms("no_inspection") == []
    close_of(desk, "2026-03-02 17:00")
    assert desk.alarms("no_inspection") == [("03-02", 0, "raised")]
    inspect(desk)  # late, and done
    close_of(desk, "2026-03-02 17:10")
    assert desk.alarms("no_inspection") == [("03-02", 0, "cleared")]
    told = [each.data["state"] for each in desk.told(DUTY_ALARM) if each.data["kind"] == "no_inspection"]
    assert told == ["raised", "cleared"]
    desk.at("2026-03-02 17:30")
    desk.follow()
    # The service was down over Tuesday's closing, and says so on Wednesday, once.
    close_of(desk, "2026-03-04 08:00")
    desk.follow()
    close_of(desk, "2026-03-04 08:10")
    assert [each for each in desk.alarms("no_inspection") if each[0] == "03-03"] == [("03-03", 0, "lapsed")]
    for day in ("2026-03-07 18:00", "2026-10-01 18:00"):  # no working days
        close_of(desk, day)
    assert len(desk.alarms("no_inspection")) == 2


@pytest.mark.row("S3.3")
def test_the_checklist_is_data_and_a_round_answers_all_of_it(desk: OnDuty) -> None:
    with pytest.raises(rules.FindingMissing), desk.act(LEAD) as tx:
        codes = [point.code for point in points_of(tx, CENTRE)]
        results = [{"code": code, "result": "wanting", "note": ""} for code in codes]
        record_inspection(tx, CENTRE, tx.now, results)
    own = [Point("water", "饮水", "饮水机有无热水"), Point("at_post", "在岗", "是否在岗")]
    with desk.act(DIRECTOR) as tx:
        set_points(tx, CENTRE, own)
    (finding,) = inspect(desk, "water", window=None)
    assert (finding.point_name, finding.excused) == ("饮水", False)
    with desk.act(DIRECTOR) as tx:
        set_points(tx, CENTRE, [])
    assert inspect(desk) == []
    assert [each.data["points"] for each in desk.told(INSPECTION_RECORDED)] == [2, 8]
    with pytest.raises(rules.UnknownFound):
        inspect(desk, "dress", person="nobody")


@pytest.mark.row("S3.3")
def test_nobody_revokes_what_was_found_of_them(desk: OnDuty) -> None:
    (finding,) = inspect(desk, "service", person="director")
    with pytest.raises(rules.OwnFinding), desk.act(DIRECTOR) as tx:
        handling.revoke(tx, finding.id, "没有的事")
