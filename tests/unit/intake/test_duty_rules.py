"""Duty leaders and inspections: lives and refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import due as due_by
from services.intake.duty.inspections import rules as inspections
from services.intake.duty.inspections.checklist import shipped
from services.intake.duty.leaders import rules as leaders

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.row("S3.2")
@pytest.mark.parametrize("verb", leaders.MOVES)
@pytest.mark.parametrize("state", [state for state in leaders.State if state is not leaders.State.ASKED])
def test_an_answered_swap_says_how_it_was(state: leaders.State, verb: str) -> None:
    assert leaders.target("asked", verb) is leaders.MOVES[verb][leaders.State.ASKED]
    with pytest.raises(leaders.SwapMoveRefused) as refused:
        leaders.target(state, verb)
    assert type(refused.value) is not leaders.SwapMoveRefused


@pytest.mark.row("S3.3")
@pytest.mark.parametrize("verb", inspections.MOVES)
@pytest.mark.parametrize("state", inspections.State)
def test_every_act_on_a_finding_is_a_move_or_a_named_refusal(state: inspections.State, verb: str) -> None:
    if state in inspections.MOVES[verb]:
        assert inspections.target(state, verb) is inspections.MOVES[verb][state]
        return
    with pytest.raises(inspections.FindingMoveRefused) as refused:
        inspections.target(state, verb)
    assert type(refused.value) is not inspections.FindingMoveRefused


@pytest.mark.row("S3.2")
def test_who_leads_is_in_charge_and_on_the_board() -> None:
    leaders.require_fit(True, ["clerk", "window_lead"], True)
    for active, roles, on_board in ((False, ["director"], True), (True, ["clerk"], True), (True, ["director"], False)):
        with pytest.raises(leaders.UnfitLeader):
            leaders.require_fit(active, roles, on_board)
    leaders.require_to_come(date(2026, 3, 2), date(2026, 3, 2), None)
    with pytest.raises(leaders.PastDay):
        leaders.require_to_come(date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 1))


@pytest.mark.row("S3.3")
def test_every_point_is_looked_at_once_and_what_is_wanting_is_said() -> None:
    points = ("at_post", "dress")
    whole = [("at_post", "ok"), ("dress", "wanting")]
    inspections.require_whole(points, whole, {"dress"})
    for results in ([("at_post", "ok")], [*whole, ("at_post", "ok")], [*whole, ("air", "ok")]):
        with pytest.raises(inspections.ChecklistIncomplete):
            inspections.require_whole(points, results, {"dress"})
    for found in (set(), {"at_post", "dress"}, {"at_post"}):
        with pytest.raises(inspections.FindingMissing):
            inspections.require_whole(points, whole, found)


@pytest.mark.row("S3.3")
def test_a_round_is_written_down_on_its_day() -> None:
    inspections.require_of_today(NOW, NOW)
    for hours in (-18, 1):  # yesterday in the hall, and not yet
        with pytest.raises(inspections.InspectedAnotherDay):
            inspections.require_of_today(NOW.replace(day=1, hour=15) if hours < 0 else NOW.replace(hour=10), NOW)


@pytest.mark.row("S3.3")
@pytest.mark.parametrize(
    ("found_on", "days", "due"),
    [("2026-03-02", 3, "2026-03-05"), ("2026-02-13", 1, "2026-02-14"), ("2026-02-14", 1, "2026-02-24")],
)
def test_a_finding_is_put_right_within_working_days(found_on: str, days: int, due: str) -> None:
    found = due_by([inspections.clock("f-1", 0, date.fromisoformat(found_on), days)], seed_calendar())
    assert str(found.due) == due and f"整改 {days} 个工作日" in found.text


def test_the_shipped_checklist_begins_with_what_every_hall_looks_at() -> None:
    points = shipped()
    assert [point.name for point in points[:6]] == ["在岗", "着装", "环境", "设备", "秩序", "服务"]
    assert points[0].code == inspections.OFF_POST and len({point.code for point in points}) == len(points)
    assert all(point.question for point in points)
