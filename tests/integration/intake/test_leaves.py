"""Leave on both databases: decided by somebody else, never so that a post is left to nobody; the board says no kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from libs.common.clock import local
from libs.common.errors import Forbidden, StaleVersion
from libs.common.events.intake import LEAVE_CHANGED, WHEREABOUTS_CHANGED
from services.intake.duty.attendance.rules import AlreadySignedIn
from services.intake.duty.leaves import deciding, refusals, requesting
from services.intake.duty.leaves.rules import Half
from services.intake.duty.leaves.views import shown
from services.intake.duty.whereabouts.actions import placards
from services.intake.duty.whereabouts.register import find_outings
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, clerk, open_duty

TUESDAY = "2026-03-03 am 2026-03-03 pm"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_duty(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def board(desk: OnDuty, number: int) -> tuple[str, str | None, str | None]:
    with desk.db.reading() as tx:
        (found,) = [each for each in placards(tx, CENTRE) if each["login"] == f"clerk{number:02}"]
    return found["state"], found["reason"], found["stand_in"]


@pytest.mark.row("S3.2")
def test_leave_is_asked_for_and_decided_by_somebody_else(desk: OnDuty) -> None:
    with pytest.raises(Forbidden):
        desk.ask(2, TUESDAY, by=clerk(1))
    leave = desk.ask(1, TUESDAY)
    with pytest.raises(refusals.LeaveOverlaps):
        desk.ask(1, "2026-03-03 pm 2026-03-04 am")
    with pytest.raises(refusals.LeaveStandInUnfit):
        desk.ask(2, TUESDAY, stand_in="clerk02")
    with pytest.raises(refusals.OwnLeave):
        desk.approve(desk.ask(1, "2026-03-05 am 2026-03-05 am", by=LEAD), by=clerk(1))
    with pytest.raises(StaleVersion), desk.act(LEAD) as tx:
        tx.if_match = 7
        deciding.approve(tx, leave)
    desk.approve(leave, by=LEAD)
    with pytest.raises(refusals.AlreadyApproved):
        desk.approve(leave)
    assert [each.data["act"] for each in desk.told(LEAVE_CHANGED)] == ["request", "request", "approve"]
    declined = desk.ask(3, TUESDAY)
    with desk.act(LEAD) as tx:
        deciding.decline(tx, declined, "当天培训，电话13800001234")
    assert desk.leave(declined).decline_reason == "当天培训，电话138****1234"


@pytest.mark.row("S3.2")
def test_of_what_kind_a_leave_is_is_nowhere_but_before_those_in_charge(desk: OnDuty) -> None:
    leave = desk.ask(1, "2026-03-02 am 2026-03-02 pm", kind="sick", reason="化疗")
    desk.approve(leave)
    assert board(desk, 1) == ("away", "leave", "clerk09")
    with desk.db.reading() as tx:
        everything = "".join(
            str(tx.session.execute(text(f'select * from "{table}"')).all())
            for table in ("leave", "audit", "outbox", "placard", "cover_plan")
        )
        seen = shown(tx, desk.leave(leave))
    assert (seen["kind_words"], seen["reason"]) == ("病假", "化疗")
    for secret in ("sick", "病假", "化疗"):
        assert secret not in everything


@pytest.mark.row("S3.2", "S5.3")
def test_the_board_follows_a_leave_from_its_first_half_day_to_its_last(desk: OnDuty) -> None:
    desk.sign_in(1, 2)
    desk.go_out(2, stand_in="clerk01")
    leave = desk.ask(1, "2026-03-02 pm 2026-03-03 am")
    desk.approve(leave)
    desk.at("2026-03-02 11:59")
    desk.follow()
    assert board(desk, 1) == ("at_post", None, None)
    told = len(desk.told(WHEREABOUTS_CHANGED))
    for _ in range(2):
        desk.at("2026-03-02 12:00")
        desk.follow()
    assert board(desk, 1) == ("away", "leave", "clerk09")
    # Who is away stands in for nobody; each told once.
    assert board(desk, 2) == ("away", "village", None)
    shown = desk.told(WHEREABOUTS_CHANGED)[told:]
    assert [(each.data["slot"], each.data["until"] and local(each.data["until"]).hour) for each in shown] == [
        (2, None), (1, 12),
    ]  # fmt: skip
    with pytest.raises(refusals.OnLeave):
        desk.go_out(1)
    with pytest.raises(refusals.OnLeave):
        desk.come_back(1)
    desk.at("2026-03-03 12:00")
    desk.follow()
    assert board(desk, 1) == ("at_post", None, None)
    assert len(desk.told(WHEREABOUTS_CHANGED)) == told + 3 and desk.leave(leave).shown_out


@pytest.mark.row("S3.2", "N6")
def test_a_leave_that_leaves_a_post_to_nobody_is_refused_until_somebody_is_named(desk: OnDuty) -> None:
    leave = desk.ask(2, TUESDAY)  # B of window 2 is clerk01, who has window 1
    with desk.db.reading() as tx:
        uncovers = shown(tx, desk.leave(leave))["uncovers"]
    assert [(each["window"], f"{each['start']:%H:%M}") for each in uncovers] == [(2, "08:30"), (2, "14:00")]
    with pytest.raises(refusals.PostLeftUncovered) as refused:
        desk.approve(leave, by=LEAD)
    assert refused.value.data["posts"][0] == {"day": "2026-03-03", "start": "08:30", "window": 2}
    assert "3月3日08:30 2号窗口" in str(refused.value)
    desk.approve(leave, by=LEAD, stand_in="clerk09")
    assert desk.leave(leave).stand_in == "clerk09"
    # Who stands in is needed there: their own leave of that day is refused in turn.
    theirs = desk.ask(9, "2026-03-03 pm 2026-03-04 pm")
    with pytest.raises(refusals.PostLeftUncovered) as refused:
        desk.approve(theirs)
    assert [(each["day"], each["start"]) for each in refused.value.data["posts"]] == [("2026-03-03", "14:00")]
    # An illness does not ask: the director, and nobody else, lets it be and says why.
    with pytest.raises(refusals.OnlyTheDirector):
        desk.approve(theirs, by=LEAD, uncovered_reason="急诊")
    desk.approve(theirs, uncovered_reason="急诊")
    assert desk.leave(theirs).uncovered_reason == "急诊"
    assert desk.told(LEAVE_CHANGED)[-1].data["uncovered"] == 1


@pytest.mark.row("S3.2")
def test_the_a_and_the_b_of_a_window_are_not_both_given_leave(desk: OnDuty) -> None:
    a, b = desk.ask(1, TUESDAY), desk.ask(9, TUESDAY)
    desk.approve(a)
    with pytest.raises(refusals.PostLeftUncovered):
        desk.approve(b)


@pytest.mark.row("S3.2")
def test_back_early_keeps_what_was_approved_and_what_was_taken(desk: OnDuty) -> None:
    leave = desk.ask(1, "2026-03-02 am 2026-03-05 pm")
    desk.approve(leave)
    desk.at("2026-03-03 10:00")
    desk.follow()
    with pytest.raises(refusals.LeaveBegun), desk.act(clerk(1)) as tx:
        requesting.cancel(tx, leave)
    with pytest.raises(refusals.OnLeave):
        desk.sign_in(1)
    with pytest.raises(Forbidden), desk.act(clerk(2)) as tx:
        requesting.shorten(tx, leave, date(2026, 3, 2), Half.PM)
    with desk.act(clerk(1)) as tx:
        requesting.shorten(tx, leave, date(2026, 3, 2), Half.PM)
    found = desk.leave(leave)
    assert (found.span.words, found.approved_until) == ("3月2日上午至3月2日下午", "2026-03-05 pm")
    assert board(desk, 1) == ("at_post", None, None)
    desk.sign_in(1)
    with pytest.raises(AlreadySignedIn):
        desk.sign_in(1)
    later = desk.ask(1, "2026-03-09 am 2026-03-09 pm")
    desk.approve(later)
    with desk.act(clerk(1)) as tx:
        requesting.cancel(tx, later)
    assert desk.leave(later).state == "cancelled"


@pytest.mark.row("S3.2", "S5.3")
def test_one_act_sets_the_placard_and_the_register(desk: OnDuty) -> None:
    desk.sign_in(1)
    desk.at("2026-03-02 09:00")
    desk.go_out(1, place="北塘村", until=hall("2026-03-02 10:00"))
    desk.at("2026-03-02 09:30")
    desk.go_out(1, place="南塘村", until=hall("2026-03-02 11:00"), stand_in="clerk09")
    desk.at("2026-03-02 11:05")
    desk.come_back(1)
    desk.go_out(1)
    desk.at("2026-03-02 14:05")
    desk.sign_in(1)  # who signs in is back
    assert board(desk, 1)[0] == "at_post"
    with desk.db.reading() as tx:
        day = date(2026, 3, 2)
        found = [
            (each.place, each.since, each.until, each.stand_in, each.ended_at)
            for each in tx.session.scalars(find_outings(CENTRE, day, day, "clerk01"))
        ]
        assert tx.session.scalars(find_outings(CENTRE, date(2026, 3, 3), date(2026, 3, 3))).all() == []
    assert sorted(found, key=lambda each: each[1]) == [
        ("南塘村", hall("2026-03-02 09:00"), hall("2026-03-02 11:00"), "clerk09", hall("2026-03-02 11:05")),
        (None, hall("2026-03-02 11:05"), None, None, hall("2026-03-02 14:05")),
    ]  # fmt: skip


@pytest.mark.row("S3.2")
def test_a_lead_writes_down_who_called_in_sick(desk: OnDuty) -> None:
    desk.at("2026-03-02 15:00")
    with pytest.raises(refusals.LeaveInPast):
        desk.ask(1, "2026-03-02 am 2026-03-02 pm")
    leave = desk.ask(1, "2026-03-02 am 2026-03-02 pm", by=LEAD)
    desk.approve(leave, by=DIRECTOR)
    assert desk.leave(leave).requested_by == "lead01"
    with desk.db.reading() as tx:
        kinds = set(tx.session.scalars(select(desk.db.kernel.audit.c.action)))
    assert {"leave.request", "leave.approve", "whereabouts.show_leave"} <= kinds
