"""Bookings: the slots of a day, the life of a booking, until when it may be changed, who is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from libs.common.clock import SHANGHAI
from libs.common.moves import LifeCycle
from services.intake.appointments.booking import refusals
from services.intake.hall.queue.rules import Session


class State(StrEnum):
    HELD = "held"  # 占位
    BOOKED = "booked"  # 已预约
    ARRIVED = "arrived"  # 已到场
    MISSED = "missed"  # 爽约
    CANCELLED = "cancelled"  # 已取消
    LAPSED = "lapsed"  # 占位过期

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.HELD: "占位",
    State.BOOKED: "已预约",
    State.ARRIVED: "已到场",
    State.MISSED: "爽约",
    State.CANCELLED: "已取消",
    State.LAPSED: "占位过期",
}
OPEN = (State.HELD, State.BOOKED)
TAKES_A_PLACE = (State.HELD, State.BOOKED, State.ARRIVED, State.MISSED)
"""A hold only until it expires, swept or not."""

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "confirm": {State.HELD: State.BOOKED},
        "reschedule": {State.BOOKED: State.BOOKED},
        "cancel": {state: State.CANCELLED for state in OPEN},
        "arrive": {State.BOOKED: State.ARRIVED},
        # By themselves: a hold that nobody confirmed, a slot that ended without its person.
        "lapse": {State.HELD: State.LAPSED},
        "miss": {State.BOOKED: State.MISSED},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.HELD: refusals.NotConfirmed,
        State.BOOKED: refusals.AlreadyConfirmed,
        State.ARRIVED: refusals.AlreadyArrived,
        State.MISSED: refusals.BookingMissed,
        State.CANCELLED: refusals.BookingCancelled,
        State.LAPSED: refusals.HoldLapsed,
    },
)
target = CYCLE.target


@dataclass(frozen=True)
class Policy:
    """The rules of a place that settings.yaml gives under ``hall`` (booking_*)."""

    days_ahead: int
    hold: timedelta
    change_until: timedelta
    arrive_from: timedelta
    remind: timedelta
    no_shows: int
    no_show_period: timedelta
    block: timedelta


def policy_of(hall: Mapping[str, Any]) -> Policy:
    return Policy(
        days_ahead=int(hall["booking_days_ahead"]),
        hold=timedelta(minutes=hall["booking_hold_minutes"]),
        change_until=timedelta(hours=hall["booking_change_hours"]),
        arrive_from=timedelta(minutes=hall["booking_arrive_minutes"]),
        remind=timedelta(hours=hall["booking_remind_hours"]),
        no_shows=int(hall["booking_no_shows"]),
        no_show_period=timedelta(days=hall["booking_no_show_days"]),
        block=timedelta(days=hall["booking_block_days"]),
    )


@dataclass(frozen=True, order=True)
class Slot:
    """``start`` counts in, ``end`` does not; moments in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


def slots_of(
    day: date, weekday: int | None, sessions: Iterable[Session], window: int, minutes: int, extended: bool
) -> Iterator[Slot]:
    """The slots of ``minutes`` that ``window`` offers on ``day``; ``extended``: in noon and Saturday sessions too.

    Each session is cut from its start; a rest shorter than a slot is not offered.
    """
    length = timedelta(minutes=minutes)
    for session in sessions:
        if session.weekday != weekday or not session.serves([window]) or (session.extended and not extended):
            continue
        start, end = _moment(day, session.start), _moment(day, session.end)
        while start + length <= end:
            yield Slot(start, start + length)
            start += length


def apart(slots: Iterable[Slot]) -> list[Slot]:
    """The slots in order, each once: where a rostered session overlaps another, the slot that begins first stands."""
    found: list[Slot] = []
    for slot in sorted(slots):
        if not found or slot.start >= found[-1].end:
            found.append(slot)
    return found


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def require_changeable(now: datetime, starts_at: datetime, policy: Policy) -> None:
    """Raises TooLateToChange: a place given back late is lost to everybody."""
    until = starts_at - policy.change_until
    if now > until:
        raise refusals.TooLateToChange(until=until.isoformat())


def require_arrivable(now: datetime, starts_at: datetime, ends_at: datetime, policy: Policy) -> None:
    """Raises TooEarly, BookingMissed."""
    opens = starts_at - policy.arrive_from
    if now < opens:
        raise refusals.TooEarly(**{"from": opens.isoformat()})
    if now >= ends_at:
        raise refusals.BookingMissed()


def remind_at(starts_at: datetime, now: datetime, policy: Policy) -> datetime | None:
    """When to remind; None when that has passed: who books for tomorrow morning today needs no reminder."""
    at = starts_at - policy.remind
    return at if at > now else None


def blocked_until(missed: Sequence[datetime], policy: Policy, now: datetime) -> datetime | None:
    """Until when a person may not book who missed the slots that ended at ``missed``; None: may book.

    ``no_shows`` within ``no_show_period`` block for ``block`` from the last of them.
    """
    ended = sorted(missed)
    ends = [
        last + policy.block
        for first, last in zip(ended, ended[policy.no_shows - 1 :], strict=False)
        if last - first <= policy.no_show_period
    ]
    return max((until for until in ends if until > now), default=None)
