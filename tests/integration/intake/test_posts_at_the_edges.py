"""Handing over at its edges: offers that wait, nobody there, keys that do not say who presses, a sweep that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.events.intake import POST_HANDED_OVER
from libs.common.ids import new_id
from services.intake.casework.cases.ending import complete_case
from services.intake.casework.cases.registration import register_case
from services.intake.casework.inquiries import actions as inquiries
from services.intake.duty.posts.following import follow_posts
from services.intake.duty.posts.works import Thing, give, things_of
from services.intake.duty.staff.actions import change_staff, staff_by_login
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.returning import transfer
from services.intake.hall.queue.serving import finish, serve
from services.intake.items.catalogue.actions import item_for_case
from services.intake.items.catalogue.tables import Item
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import SYNTHETIC
from tests.integration.intake.duty_desk import CENTRE, OnDuty, clerk
from tests.integration.intake.post_desk import (
    AT_ONE,
    WINDOW,
    book,
    case_of,
    go_for_long,
    holder,
    issue,
    open_morning,
    post,
    ticket,
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_morning(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("S2.1", "S2.2")
def test_an_offer_that_waits_stands_and_an_acceptance_is_not_taken_back(desk: OnDuty) -> None:
    offered, given = case_of(desk), case_of(desk)
    with desk.act() as tx:
        waiting = inquiries.offer_case(tx, offered, "clerk02", "业务归口").id
    desk.at("2026-03-02 09:00")
    go_for_long(desk)
    with desk.act(clerk(2)) as tx:
        assert inquiries.decline(tx, waiting, "不属本窗口").holder == "clerk09"
        record = [(one.giver, one.receiver, one.answer) for one in inquiries.in_full(tx, waiting)["record"]]
    assert record == [("clerk01", "clerk02", "decline"), ("clerk01", "clerk09", "take_over")]
    with desk.act(clerk(9)) as tx:
        passed = inquiries.offer_case(tx, given, "clerk03", "业务归口").id
    with desk.act(clerk(3)) as tx:
        inquiries.accept(tx, passed)
    desk.at("2026-03-02 10:00")
    desk.come_back(1)
    desk.follow()
    assert [holder(desk, each) for each in (offered, given)] == ["clerk01", "clerk03"]
    assert sorted(item.state for item in desk.items()) == ["passed_on", "returned"]


@pytest.mark.row("S2.1")
def test_what_changed_hands_or_ended_since_it_was_looked_at_is_left_alone(desk: OnDuty) -> None:
    open_case, ended = case_of(desk), case_of(desk)
    with desk.act() as tx:
        asked = inquiries.record_inquiry(tx, CENTRE, "咨询", "window", WINDOW).id
        inquiries.close(tx, inquiries.record_inquiry(tx, CENTRE, "咨询", "window", WINDOW).id, "handled")
        complete_case(tx, ended, "办结")
    called, reserved = issue(desk), issue(desk)
    with desk.act() as tx:
        transfer(tx, reserved, person="clerk01")
        transfer(tx, called, person="clerk01")
        seen = things_of(tx, CENTRE, ["clerk01"])
        assert {thing.id for thing in seen} == {open_case, asked, called, reserved}
        call_next(tx, CENTRE, WINDOW, clerk="clerk01")
    gone = [*seen, Thing("case", ended, "", WINDOW, "clerk01")]
    with desk.db.transaction() as tx:
        assert [give(tx, thing, "clerk09", "") for thing in gone] == [True, True, False, True, False]
        assert [give(tx, thing, "clerk02", "") for thing in gone] == [False] * 5


@pytest.mark.row("S2.1", "S6.10")
def test_with_nobody_there_nothing_passes_until_somebody_is(desk: OnDuty) -> None:
    case_id = case_of(desk)
    desk.at("2026-03-02 09:00")
    desk.go_out(9, until=hall("2026-03-02 11:00"))
    go_for_long(desk)
    assert desk.handovers() == [] and holder(desk, case_id) == "clerk01"
    desk.come_back(9)
    desk.follow()
    assert book(desk) == [(1, "over", "clerk01", "clerk09", "out")]
    # A ticket that is kept for who is away finds who is not.
    reserved = issue(desk)
    with desk.act() as tx:
        transfer(tx, reserved, person="clerk01")
    desk.follow()
    assert ticket(desk, reserved).for_clerk == "clerk09"
    with desk.act(clerk(9)) as tx:
        assert call_next(tx, CENTRE, WINDOW, clerk="clerk09").id == reserved
        serve(tx, CENTRE, WINDOW, clerk="clerk09")
        finish(tx, CENTRE, WINDOW, clerk="clerk09")


@pytest.mark.row("C1", "S2.1", "S3.2")
def test_the_cases_of_an_item_with_posts_of_its_own_go_to_these(desk: OnDuty) -> None:
    plain = case_of(desk)
    with desk.db.transaction() as tx:
        item = item_for_case(tx, CENTRE, AT_ONE)
        own = {column.key: getattr(item, column.key) for column in Item.__table__.columns}
        item.state = "ended"
        tx.session.flush()
        pair = {"post_a": "gone01", "post_b": "clerk04"}  # the first is nobody any more
        tx.session.add(Item(**{**own, **pair, "id": new_id(), "version": item.version + 1}))
    with desk.act() as tx:
        case_id = register_case(tx, item_code=AT_ONE, applicant=SYNTHETIC, received=[]).id
    desk.at("2026-03-02 09:00")
    go_for_long(desk)
    assert [holder(desk, each) for each in (plain, case_id)] == ["clerk09", "clerk04"], "each by its own version"
    assert sorted(book(desk)) == [(1, "over", "clerk01", "clerk04", "out"), (1, "over", "clerk01", "clerk09", "out")]
    assert post(desk) == ("clerk09", "b")
    with desk.db.transaction() as tx:
        change_staff(tx, staff_by_login(tx, "clerk04").id, active=False)
    desk.follow()
    assert holder(desk, case_id) == "clerk09", "of the item's own nobody is there"
    desk.at("2026-03-02 10:00")
    desk.come_back(1)
    desk.follow()
    assert [holder(desk, each) for each in (plain, case_id)] == ["clerk01", "clerk01"]


@pytest.mark.row("S2.1")
def test_a_key_that_does_not_say_who_presses_it_calls_for_who_holds_the_post(desk: OnDuty) -> None:
    desk.approve(desk.ask(1, "2026-03-02 am 2026-03-02 pm", stand_in="clerk02"))
    desk.follow()
    reserved, other = issue(desk), issue(desk)
    with desk.act() as tx:
        transfer(tx, reserved, person="clerk01")
    desk.follow()
    assert ticket(desk, reserved).for_clerk == "clerk02"
    with desk.act(clerk(9)) as tx:
        assert call_next(tx, CENTRE, WINDOW, clerk="clerk09").id == other  # clerk09 is not the one
        serve(tx, CENTRE, WINDOW)
        finish(tx, CENTRE, WINDOW)
    with desk.db.transaction() as tx:
        assert call_next(tx, CENTRE, WINDOW).id == reserved


@pytest.mark.row("S2.1")
def test_an_account_that_is_closed_hands_over_for_good(desk: OnDuty) -> None:
    case_id = case_of(desk)
    with desk.db.transaction() as tx:
        change_staff(tx, staff_by_login(tx, "clerk01").id, active=False)
    desk.follow()
    assert [each[4] for each in book(desk)] == ["inactive"] and holder(desk, case_id) == "clerk09"


def test_windows_of_one_seat_hand_over_each_for_itself(desk: OnDuty) -> None:
    desk.at("2026-03-02 09:00")
    go_for_long(desk, 3)
    # Window 3's B is clerk04, window 12's is clerk02.
    assert sorted(book(desk)) == [(3, "over", "clerk03", "clerk04", "out"), (12, "over", "clerk03", "clerk02", "out")]


def test_a_sweep_that_fails_half_way_leaves_nothing_behind(desk: OnDuty) -> None:
    case_id = case_of(desk)
    desk.at("2026-03-02 09:00")
    desk.go_out(1, until=hall("2026-03-02 11:00"))
    with pytest.raises(RuntimeError), desk.db.transaction() as tx:
        assert follow_posts(tx, CENTRE) == 1
        raise RuntimeError
    assert desk.handovers() == [] and holder(desk, case_id) == "clerk01" and desk.told(POST_HANDED_OVER) == []
    desk.follow()
    assert len(desk.handovers()) == 1 and holder(desk, case_id) == "clerk09"
