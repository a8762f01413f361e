"""Whether somebody is there: here, expected, or away and why. One truth for posts and for cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from libs.common.clock import local
from services.intake.duty.leaves.rules import Half, Span, half_of


class Why(StrEnum):
    LEAVE = "leave"  # 请假
    OUT = "out"  # 临时外出
    UNSIGNED = "unsigned"  # 未签到
    LEFT = "left"  # 已签退
    INACTIVE = "inactive"  # 账号已停用

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS: Mapping[Why, str] = MappingProxyType(
    {Why.LEAVE: "请假", Why.OUT: "外出", Why.UNSIGNED: "未签到", Why.LEFT: "已签退", Why.INACTIVE: "账号已停用"}
)


@dataclass(frozen=True)
class Away:
    """``until``: when it is expected to be over; ``stand_in``: a login named for the time. Never of what kind."""

    why: Why
    until: datetime | None = None
    stand_in: str | None = None


class Seen(StrEnum):
    HERE = "here"
    EXPECTED = "expected"
    """Not known to be away, not seen yet either: nothing passes from or to them for that."""


Presence = Away | Seen


@dataclass(frozen=True)
class Stretch:
    """A session on one day, as moments."""

    starts_at: datetime
    ends_at: datetime

    @property
    def half(self) -> Half:
        return half_of(local(self.starts_at).time(), local(self.ends_at).time())


@dataclass(frozen=True)
class OnLeave:
    """An approved leave."""

    span: Span
    stand_in: str | None = None

    def covers(self, stretch: Stretch) -> bool:
        return self.span.covers(local(stretch.starts_at).date(), stretch.half)

    @property
    def away(self) -> Away:
        return Away(Why.LEAVE, self.span.ends_at, self.stand_in)


@dataclass(frozen=True)
class Outing:
    """A temporary absence (临时外出) that is not over."""

    since: datetime
    until: datetime | None = None
    stand_in: str | None = None

    def lasts(self, now: datetime) -> timedelta:
        """How long it lasts: as was said, or as it has."""
        return max(now, self.until or now) - self.since

    def keeps_from(self, stretch: Stretch, long: timedelta) -> bool:
        """Whether, as was said, it takes ``long`` or the whole of a session to come."""
        if self.until is None:
            return False
        missed = min(self.until, stretch.ends_at) - max(self.since, stretch.starts_at)
        return missed >= min(long, stretch.ends_at - stretch.starts_at)

    @property
    def away(self) -> Away:
        return Away(Why.OUT, self.until, self.stand_in)


@dataclass(frozen=True)
class Signed:
    """The sign-in and sign-out of a session that count."""

    in_at: datetime | None
    out_at: datetime | None


@dataclass(frozen=True)
class Person:
    """What is known of somebody. ``signed``: in the present session, None for no row."""

    active: bool = True
    leaves: tuple[OnLeave, ...] = ()
    outing: Outing | None = None
    signed: Signed | None = None


@dataclass(frozen=True)
class Policy:
    """``tolerance``: how late one may sign in. ``long``: from when on a temporary absence passes the post on."""

    tolerance: timedelta
    long: timedelta
    sign_in: bool


def planned(person: Person, stretch: Stretch, policy: Policy) -> Away | None:
    """Why somebody will not be there in a session to come, as far as is known; None: they will."""
    if not person.active:
        return Away(Why.INACTIVE)
    for leave in person.leaves:
        if leave.covers(stretch):
            return leave.away
    if person.outing is not None and person.outing.keeps_from(stretch, policy.long):
        return person.outing.away
    return None


def present(person: Person, stretch: Stretch, policy: Policy, now: datetime) -> Presence:
    """Whether somebody is there in the session that runs.

    A short absence is none: the post waits for them. Where no sign-in is asked for, who is not away is here.
    """
    if (away := planned(person, stretch, policy)) is not None:
        return away
    if person.outing is not None:
        return person.outing.away if person.outing.lasts(now) >= policy.long else Seen.EXPECTED
    if not policy.sign_in:
        return Seen.HERE
    if person.signed is None or person.signed.in_at is None:
        return Away(Why.UNSIGNED) if now > stretch.starts_at + policy.tolerance else Seen.EXPECTED
    return Seen.HERE if person.signed.out_at is None else Away(Why.LEFT)
