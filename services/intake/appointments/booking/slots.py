"""What a window offers, what is taken of it, and taking a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking.lapsing import lapse_holds
from services.intake.appointments.booking.refusals import NotBookable, SlotFull, SlotNotOffered
from services.intake.appointments.booking.rules import TAKES_A_PLACE, Slot, State, apart, slots_of
from services.intake.appointments.booking.steps import policy
from services.intake.appointments.booking.tables import Blackout, Booking, BookingRule, BookingSlot
from services.intake.calendar.actions import working_calendar
from services.intake.hall.queue.hours import sessions_on
from services.intake.items.catalogue.actions import in_force, item_for_case
from services.intake.items.catalogue.tables import Item


def bookable_item(tx: ReadTransaction, centre: str, item_code: str) -> Item:
    """The item in force. Raises ItemNotOffered, NotBookable."""
    item = item_for_case(tx, centre, item_code)
    if not item.bookable:
        raise NotBookable(item_code, field="item_code")
    return item


def rule_of(tx: ReadTransaction, centre: str, window: int) -> BookingRule:
    """What the window offers; the hall's usual where nobody set it."""
    usual = tx.settings.hall
    return tx.session.get(BookingRule, (centre, window)) or BookingRule(
        centre=centre, window=window, slot_minutes=usual["booking_slot_minutes"], places=usual["booking_places"],
        item_places={}, extended=False, version=0,
    )  # fmt: skip


def last_day(tx: ReadTransaction) -> date:
    """The last day that can be booked today: so many working days ahead."""
    return working_calendar(tx).add_working_days(local(tx.now).date(), policy(tx).days_ahead)


def last_day_for(tx: ReadTransaction, item: Item | None) -> date:
    """As ``last_day``, but none after the item's own last day; of an item that is offered no more, none at all."""
    if item is None:
        return date.min
    return min(last_day(tx), item.valid_until or date.max)


def offered(tx: ReadTransaction, rule: BookingRule, first: date, last: date) -> list[Slot]:
    """The slots from ``first`` to ``last`` that have not begun, by opening hours and calendar, without blackouts."""
    black = blackouts_between(tx, rule.centre, tx.now, rule.window)
    found = []
    for offset in range((min(last, last_day(tx)) - first).days + 1):
        day = first + timedelta(days=offset)
        weekday, sessions = sessions_on(tx, rule.centre, day)
        for slot in slots_of(day, weekday, sessions, rule.window, rule.slot_minutes, rule.extended):
            if slot.start > tx.now and not any(slot.overlaps(each.starts_at, each.ends_at) for each in black):
                found.append(slot)
    return apart(found)


def blackouts_between(tx: ReadTransaction, centre: str, since: datetime, window: int | None = None) -> list[Blackout]:
    """Blackouts that end after ``since``; with ``window`` those that touch it."""
    query = select(Blackout).where(Blackout.centre == centre, Blackout.ends_at > since)
    if window is not None:
        query = query.where(or_(Blackout.window.is_(None), Blackout.window == window))
    return list(tx.session.scalars(query.order_by(Blackout.starts_at, Blackout.id)))


def free_places(
    tx: ReadTransaction, rule: BookingRule, item_code: str, slots: Iterable[Slot], without: str | None = None
) -> dict[Slot, int]:
    """How many places each slot has left for the item, live holds counted; ``without``: a booking that will move."""
    wanted = list(slots)
    if not wanted:
        return {}
    first, last = min(slot.start for slot in wanted), max(slot.end for slot in wanted)
    taken = tx.session.execute(
        select(Booking.item_code, Booking.starts_at, Booking.ends_at).where(
            Booking.centre == rule.centre,
            Booking.window == rule.window,
            Booking.starts_at < last,
            Booking.ends_at > first,
            Booking.id != (without or ""),
            _live(tx.now),
        )
    ).all()
    most = rule.item_places.get(item_code, rule.places)
    free = {}
    for slot in wanted:
        items = [row.item_code for row in taken if slot.overlaps(row.starts_at, row.ends_at)]
        free[slot] = max(0, min(rule.places - len(items), most - items.count(item_code)))
    return free


def _live(now: datetime) -> ColumnElement[bool]:
    standing = [state for state in TAKES_A_PLACE if state is not State.HELD]
    return or_(Booking.state.in_(standing), and_(Booking.state == State.HELD, Booking.hold_until > now))


def take_place(
    tx: Transaction, centre: str, window: int, item_code: str, starts_at: datetime, without: str | None = None
) -> Slot:
    """A free place in the slot that begins at ``starts_at``, ours until the commit. Raises SlotNotOffered, SlotFull.

    The caller holds ``lock_offer``. Holds that expired are let go here and now: a confirmation that comes too late
    finds its hold lapsed, whatever the clocks of two machines say.
    """
    rule = rule_of(tx, centre, window)
    day = local(starts_at).date()
    if day > last_day_for(tx, in_force(tx, centre, item_code)):
        raise SlotNotOffered(field="starts_at")
    slot = next((slot for slot in offered(tx, rule, day, day) if slot.start == starts_at), None)
    if slot is None:
        raise SlotNotOffered(field="starts_at")
    _lock(tx, rule, slot)
    lapse_holds(tx, *_in_slot(rule, slot))
    if free_places(tx, rule, item_code, [slot], without)[slot] < 1:
        raise SlotFull(field="starts_at")
    return slot


def _in_slot(rule: BookingRule, slot: Slot) -> tuple[ColumnElement[bool], ...]:
    same = Booking.centre == rule.centre, Booking.window == rule.window
    return (*same, Booking.starts_at < slot.end, Booking.ends_at > slot.start)


def _lock(tx: Transaction, rule: BookingRule, slot: Slot) -> None:
    key = {"centre": rule.centre, "window": rule.window, "starts_at": slot.start}
    row = tx.upsert(BookingSlot).values(**key)
    # An update that changes nothing holds the row, new or old, in one statement.
    row = row.on_conflict_do_update(index_elements=list(key), set_={"window": rule.window})
    tx.session.execute(row)
