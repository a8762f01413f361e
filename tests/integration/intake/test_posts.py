"""A and B posts on both databases: who is away hands over, dated, once, and gets back what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from libs.common.events.intake import INQUIRY_HANDED_OVER, POST_HANDED_OVER, TICKET_TRANSFERRED
from services.intake.casework.cases.ending import complete_case
from services.intake.casework.cases.registration import register_case
from services.intake.casework.inquiries import actions as inquiries
from services.intake.duty.posts.views import handover_in_full
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.holding import hold
from services.intake.hall.queue.returning import transfer
from services.intake.hall.queue.serving import serve
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR, SYNTHETIC
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, clerk
from tests.integration.intake.post_desk import (
    AT_ONE,
    MATERIALS,
    WINDOW,
    book,
    case_of,
    go_for_long,
    holder,
    issue,
    open_morning,
    post,
    register_by,
    ticket,
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_morning(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("S2.1", "S3.2", "S6.10")
def test_the_work_of_who_is_away_goes_to_b_and_comes_back(desk: OnDuty) -> None:
    kept, done = case_of(desk), case_of(desk)
    with desk.act() as tx:
        asked = inquiries.record_inquiry(tx, CENTRE, "咨询宅基地", "phone").id
    served, held, reserved = issue(desk), issue(desk), issue(desk)
    with desk.act() as tx:
        call_next(tx, CENTRE, WINDOW, clerk="clerk01")
        serve(tx, CENTRE, WINDOW, clerk="clerk01")
        transfer(tx, reserved, person="clerk01")
    with desk.act() as tx:
        hold(tx, CENTRE, WINDOW, clerk="clerk01")
    served, held = held, served
    with desk.act() as tx:
        call_next(tx, CENTRE, WINDOW, clerk="clerk01")
        serve(tx, CENTRE, WINDOW, clerk="clerk01")
    desk.at("2026-03-02 09:00")
    go_for_long(desk)
    desk.follow()
    (over,) = desk.handovers()
    assert (over.window, over.direction, over.giver, over.receiver, over.role, over.why) == (
        WINDOW, "over", "clerk01", "clerk09", "b", "out",
    )  # fmt: skip
    assert (over.at, over.until) == (hall("2026-03-02 09:00"), hall("2026-03-02 11:00"))
    assert (over.cases, over.inquiries, over.tickets) == (2, 1, 2)
    assert post(desk) == ("clerk09", "b")
    assert [holder(desk, each) for each in (kept, done)] == ["clerk09", "clerk09"]
    assert (ticket(desk, reserved).for_clerk, ticket(desk, held).clerk) == ("clerk09", "clerk09")
    # What is being served is finished by who serves it.
    assert (ticket(desk, served).state, ticket(desk, served).clerk) == ("serving", "clerk01")
    with desk.db.reading(DIRECTOR) as tx:
        record = inquiries.in_full(tx, asked)["record"]
        assert [(one.giver, one.receiver, one.answer) for one in record] == [("clerk01", "clerk09", "take_over")]
        assert {item.number for item in handover_in_full(tx, over.id)["items"]} >= {desk.case(kept).case_number, "A003"}
    with desk.act(clerk(9)) as tx:
        complete_case(tx, done, "办结")
    taken = register_by(desk, 9)
    desk.at("2026-03-02 10:10")
    desk.come_back(1)
    for _ in range(2):
        desk.follow()
    back = desk.handovers()[1]
    assert (back.direction, back.giver, back.receiver, back.role, back.why) == (
        "back", "clerk09", "clerk01", "a", None,
    )  # fmt: skip
    assert (back.cases, back.inquiries, back.tickets, back.finished) == (1, 1, 2, 1)
    assert len(desk.handovers()) == 2 and post(desk) == ("clerk01", "a")
    # What B finished stays B's, and so does what B took in.
    assert [holder(desk, each) for each in (kept, done, taken)] == ["clerk01", "clerk09", "clerk09"]
    assert (ticket(desk, reserved).for_clerk, ticket(desk, held).clerk) == ("clerk01", "clerk01")
    told = [(each.data["direction"], each.data["cases"], each.data["finished"]) for each in desk.told(POST_HANDED_OVER)]
    assert told == [("over", 2, 0), ("back", 1, 1)]
    assert "clerk" not in str([each.data for each in desk.told(POST_HANDED_OVER)])
    assert [each.data["to_clerk"] for each in desk.told(TICKET_TRANSFERRED)] == ["clerk01", "clerk09", "clerk01"]
    assert len(desk.told(INQUIRY_HANDED_OVER)) == 5
    assert sorted(item.state for item in desk.items()) == ["finished", *["returned"] * 4]


@pytest.mark.row("S2.1", "S3.2")
def test_a_short_absence_passes_nothing_and_a_long_one_does_when_it_has_become_long(desk: OnDuty) -> None:
    case_of(desk)
    desk.at("2026-03-02 09:00")
    desk.go_out(1)
    for moment, records in (("09:00", 0), ("09:29", 0), ("09:30", 1), ("11:40", 1)):
        desk.at(f"2026-03-02 {moment}")
        desk.follow()
        assert len(desk.handovers()) == records
    # At noon, and on the next morning before anybody knows, nothing goes back.
    desk.at("2026-03-02 13:00")
    desk.come_back(1)
    desk.follow()
    desk.at("2026-03-02 14:05")
    desk.follow()
    assert post(desk) == ("clerk09", "b")
    desk.sign_in(1)
    desk.follow()
    assert post(desk) == ("clerk01", "a")
    assert [each[1] for each in book(desk)] == ["over", "back"]


@pytest.mark.row("S2.1", "S3.2")
def test_who_has_not_signed_in_hands_over_once_the_tolerance_is_over(desk: OnDuty) -> None:
    case_id = case_of(desk)
    desk.at("2026-03-03 08:20")
    desk.all_but(1)
    for moment in ("08:30", "08:40"):
        desk.at(f"2026-03-03 {moment}")
        desk.follow()
    assert desk.handovers() == []
    desk.at("2026-03-03 08:41")
    desk.follow()
    assert book(desk) == [(1, "over", "clerk01", "clerk09", "unsigned")] and holder(desk, case_id) == "clerk09"
    desk.sign_in(1)
    desk.follow()
    assert holder(desk, case_id) == "clerk01"
    # Whoever leaves before the end is away as well.
    desk.at("2026-03-03 10:00")
    desk.sign_out(1)
    desk.follow()
    assert [each[4] for each in book(desk)] == ["unsigned", None, "left"]


@pytest.mark.row("S2.1")
def test_b_leaves_too_and_everything_finds_its_way_home(desk: OnDuty) -> None:
    case_id = case_of(desk)
    desk.approve(desk.ask(1, "2026-03-03 am 2026-03-04 pm", stand_in="clerk09"))
    for day in ("03", "04"):
        desk.at(f"2026-03-{day} 08:20")
        desk.sign_in(9, 2, 3)
        desk.at(f"2026-03-{day} 08:30")
        desk.follow()
    assert (holder(desk, case_id), post(desk)) == ("clerk09", ("clerk09", "stand_in"))
    # The stand-in goes to a village and names another: the case goes on, still clerk01's.
    desk.at("2026-03-04 09:00")
    desk.go_out(9, until=hall("2026-03-04 11:00"), stand_in="clerk02")
    desk.follow()
    assert (holder(desk, case_id), post(desk)) == ("clerk02", ("clerk02", "stand_in"))
    desk.at("2026-03-04 10:30")
    desk.come_back(9)
    desk.follow()
    assert post(desk) == ("clerk09", "stand_in")
    desk.at("2026-03-05 08:20")
    desk.sign_in(1, 9)
    desk.at("2026-03-05 08:31")
    desk.follow()
    assert (holder(desk, case_id), post(desk)) == ("clerk01", ("clerk01", "a"))
    assert {item.owner for item in desk.items()} == {"clerk01"}
    assert [item.state for item in desk.items()] == ["passed_on", "returned"]


@pytest.mark.row("S2.1")
def test_what_b_took_in_goes_to_the_window_s_own_when_b_is_away(desk: OnDuty) -> None:
    taken = register_by(desk, 9)
    desk.at("2026-03-02 09:00")
    go_for_long(desk, 9)
    assert book(desk) == [(1, "over", "clerk09", "clerk01", "out")] and holder(desk, taken) == "clerk01"
    assert post(desk) == ("clerk01", "a")
    desk.at("2026-03-02 10:00")
    desk.come_back(9)
    desk.follow()
    assert holder(desk, taken) == "clerk09"


@pytest.mark.row("S2.1")
def test_who_has_no_post_gets_back_what_stood_with_another(desk: OnDuty) -> None:
    desk.db.settings = replace(desk.db.settings, hall={**desk.db.settings.hall, "sign_in_required": False})
    with desk.act(LEAD) as tx:
        taken = register_case(tx, item_code=AT_ONE, applicant=SYNTHETIC, received=MATERIALS).id
    leave = desk.ask_of("lead01", "2026-03-02 am 2026-03-02 pm")
    desk.approve(leave)
    desk.follow()
    assert holder(desk, taken) == "clerk01"
    desk.at("2026-03-03 08:30")
    desk.follow()
    assert holder(desk, taken) == "lead01"
    assert [each[1] for each in book(desk)] == ["over", "back"]
