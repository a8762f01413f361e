"""Bookings on both databases: what is offered, held, told, missed, and taken up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from libs.common.errors import Refused
from libs.common.events.intake import (
    BOOKING_CANCELLED,
    BOOKING_LAPSED,
    BOOKING_MISSED,
    BOOKING_REMINDER,
    BOOKING_RESCHEDULED,
)
from services.intake.appointments.booking import arriving, changing, lapsing, offering, placing, refusals
from services.intake.appointments.booking.views import slots_view
from services.intake.hall.classes.actions import set_ground, set_rule
from services.intake.hall.classes.tables import PriorityGround
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from tests.integration.intake.booking_desk import (
    CENTRE,
    ITEM,
    SAME_WINDOW,
    WINDOW,
    attempt,
    book,
    confirm,
    hall,
    hold,
    offer,
    person,
    row,
)
from tests.integration.intake.case_desk import Desk, open_desk

TUESDAY = "2026-03-03"
NINE = f"{TUESDAY} 09:30"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def free(desk: Desk, item: str = ITEM) -> dict[str, list[int]]:
    with desk.db.reading() as tx:
        days = slots_view(tx, CENTRE, item, None)["days"]
    return {day["date"].isoformat(): [slot["free"] for slot in day["slots"]] for day in days}


def tick(desk: Desk) -> None:
    for sweep in (lapsing.lapse_holds, lapsing.miss_overdue, lapsing.send_reminders):
        with desk.act() as tx:
            sweep(tx)


@pytest.mark.row("C11")
def test_slots_follow_hours_and_calendar(desk: Desk) -> None:
    offer(desk.db, 2)
    assert free(desk) == {
        # Monday's first slot has begun; Saturday has extended hours alone.
        "2026-03-02": [2, 2, 2, 2, 2], **{f"2026-03-0{n}": [2] * 6 for n in (3, 4, 5, 6)}, "2026-03-09": [2] * 6,
    }  # fmt: skip
    desk.at("2026-02-13 18:00")  # Friday; Saturday the 14th is a make-up day, the 15th to the 23rd is 春节
    assert list(free(desk)) == ["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]
    for slot in ("2026-02-16 09:30", "2026-02-14 09:00", "2026-03-02 09:30", "2026-02-13 09:30"):
        assert attempt(desk.db, 1, slot) == "slot_not_offered"


@pytest.mark.row("C11")
def test_an_expired_hold_gives_its_place_up_although_nobody_ticked(desk: Desk) -> None:
    offer(desk.db, 1)
    late = hold(desk.db, 1, NINE)
    assert attempt(desk.db, 2, NINE) == "slot_full"
    assert free(desk)[TUESDAY] == [1, 0, 1, 1, 1, 1]
    desk.clock.advance(timedelta(minutes=10))
    assert free(desk)[TUESDAY] == [1, 1, 1, 1, 1, 1]
    assert attempt(desk.db, 2, NINE) == "booked"
    with pytest.raises(refusals.HoldLapsed):
        confirm(desk.db, late)
    assert [event.data["booking_number"] for event in desk.told(BOOKING_LAPSED)] == [late[0]]
    lapsed, alone = hold(desk.db, 3, f"{TUESDAY} 14:00"), hold(desk.db, 4, f"{TUESDAY} 15:00")
    confirm(desk.db, alone)
    desk.clock.advance(timedelta(minutes=10))
    with pytest.raises(refusals.HoldLapsed):  # late, although nobody wanted the place
        confirm(desk.db, lapsed)
    tick(desk)
    tick(desk)
    assert [row(desk.db, pair[0]).state for pair in (lapsed, alone)] == ["lapsed", "booked"]
    assert len(desk.told(BOOKING_LAPSED)) == 2


@pytest.mark.row("C11")
def test_a_person_books_a_matter_once_and_a_lost_answer_costs_no_place(desk: Desk) -> None:
    offer(desk.db, 2, item_places={SAME_WINDOW: 1})
    hold(desk.db, 1, NINE)
    pair = book(desk.db, 1, NINE)  # the first hold made room
    assert confirm(desk.db, pair) == pair[0]
    assert free(desk)[TUESDAY][1] == 1
    assert attempt(desk.db, 1, f"{TUESDAY} 14:00") == "already_booked"
    assert attempt(desk.db, 1, NINE, SAME_WINDOW) == "booked"
    assert attempt(desk.db, 2, NINE) == "slot_full"
    assert attempt(desk.db, 2, f"{TUESDAY} 14:00", SAME_WINDOW) == "booked"
    assert attempt(desk.db, 3, f"{TUESDAY} 14:00", SAME_WINDOW) == "slot_full"  # the item's own share
    assert attempt(desk.db, 3, f"{TUESDAY} 14:00") == "booked"
    assert attempt(desk.db, 4, NINE, "BM-NONE") == "item_not_offered"
    stranger = {**person(5), "phone": "13900000000"}
    hold(desk.db, 5, f"{TUESDAY} 15:00")
    with pytest.raises(refusals.AlreadyBooked), desk.act() as tx:  # who knows an id number alone moves nobody's hold
        placing.hold_place(tx, CENTRE, ITEM, hall(f"{TUESDAY} 15:00"), stranger, "online")
    offer(desk.db, 1)
    hold(desk.db, 5, f"{TUESDAY} 15:00")  # the last place, and its answer is lost
    assert attempt(desk.db, 5, f"{TUESDAY} 15:00") == "booked"


@pytest.mark.row("C14")
def test_reminders_follow_the_booking(desk: Desk) -> None:
    wednesday, thursday = "2026-03-04 09:30", "2026-03-05 09:30"
    moved, dropped, kept = (book(desk.db, n, wednesday) for n in (1, 2, 3))
    with desk.act() as tx:
        changing.reschedule(tx, *moved, hall(thursday))
    with desk.act() as tx:
        changing.cancel(tx, *dropped)
    desk.at("2026-03-03 09:29")
    tick(desk)
    assert desk.told(BOOKING_REMINDER) == []
    desk.at("2026-03-03 09:30")
    tick(desk)
    tick(desk)
    assert [event.data["booking_number"] for event in desk.told(BOOKING_REMINDER)] == [kept[0]]
    desk.at("2026-03-04 12:00")
    tick(desk)
    assert [event.data["booking_number"] for event in desk.told(BOOKING_REMINDER)] == [kept[0], moved[0]]
    assert desk.told(BOOKING_REMINDER)[1].data["starts_at"] == hall(thursday)
    assert desk.told(BOOKING_RESCHEDULED)[0].data["was_starts_at"] == hall(wednesday)


@pytest.mark.row("C14")
@pytest.mark.parametrize("change", ["cancel", "reschedule"])
def test_a_reminder_that_still_waits_for_the_broker_is_taken_back(desk: Desk, change: str) -> None:
    pair, other = (book(desk.db, n, "2026-03-04 14:00") for n in (1, 2))
    desk.at("2026-03-03 15:00")
    tick(desk)
    with desk.act() as tx:
        if change == "cancel":
            changing.cancel(tx, *pair)
        else:
            changing.reschedule(tx, *pair, hall("2026-03-06 14:00"))
    outbox = desk.db.kernel.outbox
    with desk.db.reading() as tx:
        waiting = tx.session.scalars(
            outbox.select()
            .with_only_columns(outbox.c.body)
            .where(outbox.c.fate.is_(None), outbox.c.routing_key == BOOKING_REMINDER.routing_key)
        ).all()
    assert len(waiting) == 1 and other[0] in waiting[0]


@pytest.mark.row("C11")
def test_one_may_change_until_two_hours_before_and_a_code_only_once(desk: Desk) -> None:
    first, second = (book(desk.db, n, NINE) for n in (1, 2))
    desk.at(f"{TUESDAY} 07:30")
    with desk.act() as tx:
        moved, following = changing.reschedule(tx, *first, hall(f"{TUESDAY} 14:00"))
        assert moved.number == first[0]
    for act in (changing.cancel, placing.confirm):
        with pytest.raises(refusals.BookingNotFound), desk.act() as tx:
            act(tx, *first)
    with desk.act() as tx:
        changing.cancel(tx, first[0], following.lower())
    desk.clock.advance(1)
    for late in (
        lambda tx: changing.cancel(tx, *second),
        lambda tx: changing.reschedule(tx, *second, hall(f"{TUESDAY} 14:00")),
    ):
        with pytest.raises(refusals.TooLateToChange), desk.act() as tx:
            late(tx)
    with desk.act() as tx:
        changing.cancel_at_desk(tx, row(desk.db, second[0]).id, "本人来电，电话13800001234")
    told = [(event.data["by"], event.data["reason"]) for event in desk.told(BOOKING_CANCELLED)]
    assert told == [("person", None), ("hall", "本人来电，电话138****1234")]


@pytest.mark.row("C11")
def test_three_no_shows_block_although_nobody_ticked(desk: Desk) -> None:
    for slot in ("2026-03-03 09:30", "2026-03-04 09:30", "2026-03-05 09:30"):
        number, _ = book(desk.db, 1, slot)
        desk.at(slot.replace("09:30", "10:30"))
        with pytest.raises(refusals.BookingMissed), desk.act() as tx:
            arriving.arrive(tx, CENTRE, number)
    assert attempt(desk.db, 1, "2026-03-09 09:30") == "booking_blocked"
    assert attempt(desk.db, 2, "2026-03-09 09:30") == "booked"
    tick(desk)
    assert len(desk.told(BOOKING_MISSED)) == 3
    desk.at("2026-04-04 10:29")
    assert attempt(desk.db, 1, "2026-04-07 09:30") == "booking_blocked"
    desk.at("2026-04-04 10:30")
    assert attempt(desk.db, 1, "2026-04-07 09:30") == "booked"


@pytest.mark.row("C11", "S4.10")
def test_who_arrives_goes_first_and_a_full_class_turns_nobody_booked_away(desk: Desk) -> None:
    pair, other = book(desk.db, 1, NINE), book(desk.db, 2, NINE)
    desk.at(f"{TUESDAY} 09:00")
    with desk.act() as tx:
        set_rule(tx, CENTRE, "E", daily_cap=1, bands=[], stop_minutes=0)
        issue_ticket(tx, CENTRE, "E", channel="desk")
    with pytest.raises(refusals.TooEarly), desk.act() as tx:
        arriving.arrive(tx, CENTRE, pair[0])
    desk.at(f"{TUESDAY} 09:15")
    number, code = arriving.read_qr(arriving.qr_text(*pair))
    with pytest.raises(refusals.BookingNotFound), desk.act() as tx:
        arriving.arrive(tx, CENTRE, number, code=other[1])
    with pytest.raises(refusals.WrongPerson), desk.act() as tx:
        arriving.arrive(tx, CENTRE, number, code=code, resident_id=person(2)["resident_id"])
    with desk.act() as tx:  # a centre that began before there were bookings
        tx.session.execute(delete(PriorityGround).where(PriorityGround.name == "预约"))
        arrived = arriving.arrive(tx, CENTRE, number, code=code, resident_id=person(1)["resident_id"])
        assert (arrived.state, arrived.version) == ("arrived", 3)
    with pytest.raises(refusals.AlreadyArrived), desk.act() as tx:
        arriving.arrive(tx, CENTRE, number)
    with desk.act() as tx:
        called = call_next(tx, CENTRE, WINDOW)
        assert (called.id, called.number, called.priority_ground) == (arrived.ticket_id, "E002", "预约")
    with desk.act() as tx:  # a centre that gives bookings no priority
        set_ground(tx, CENTRE, "预约", reason="x", weight=1, active=False)
        assert arriving.arrive(tx, CENTRE, other[0]).state == "arrived"


@pytest.mark.row("C11")
def test_a_blackout_offers_nothing_and_says_whom_it_hits(desk: Desk) -> None:
    pair = book(desk.db, 1, NINE)
    hold(desk.db, 2, NINE)
    span = (hall(f"{TUESDAY} 10:00"), hall(f"{TUESDAY} 15:00"))
    with pytest.raises(refusals.BookedInside) as refused, desk.act() as tx:
        offering.black_out(tx, CENTRE, *span, "停电")
    assert refused.value.data == {"bookings": 1}
    with desk.act() as tx:
        offering.black_out(tx, CENTRE, *span, "全员培训", window=1)
    assert free(desk)[TUESDAY] == [4, 2, 4, 4, 4, 4]
    with desk.act() as tx:
        blackout = offering.black_out(tx, CENTRE, *span, "停电", cancel_booked=True).id
    assert free(desk)[TUESDAY] == [4, 4, 4]  # 8:30, 15:00, 16:00
    assert attempt(desk.db, 3, NINE) == "slot_not_offered"
    assert row(desk.db, pair[0]).cancel_reason == "停电"
    assert [event.data["by"] for event in desk.told(BOOKING_CANCELLED)] == ["hall", "hall"]
    with desk.act() as tx:
        offering.lift_blackout(tx, blackout)
    assert free(desk)[TUESDAY] == [4] * 6


def test_who_booked_is_nowhere_in_clear(desk: Desk) -> None:
    pair = book(desk.db, 1, NINE)
    with desk.db.reading() as tx:
        everything = "".join(
            str(tx.session.execute(text(f"select * from {table}")).all())
            for table in ("booking", "audit", "outbox", "booking_slot", "series")
        )
    for secret in (*person(1).values(), pair[1]):
        assert secret not in everything
    assert pair[0] in everything


def test_a_new_grid_counts_what_was_booked_on_the_old_one(desk: Desk) -> None:
    offer(desk.db, 1)
    book(desk.db, 1, NINE)
    offer(desk.db, 1, slot_minutes=30)
    assert free(desk)[TUESDAY][:5] == [1, 1, 0, 0, 1]
    assert attempt(desk.db, 2, f"{TUESDAY} 10:00") == "slot_full"


def test_a_refused_act_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Refused), desk.act() as tx:
        placing.hold_place(tx, CENTRE, ITEM, hall(NINE), {**person(1), "resident_id": "331082199003071239"}, "online")
    assert free(desk)[TUESDAY] == [4] * 6
