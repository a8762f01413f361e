"""Sign-in and sign-out: for which session a press counts, and what a session's times come to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.common.actor import Actor, Role
from libs.common.errors import Invalid, Refused
from services.intake.duty.presence.rules import Stretch

ATTENDING = frozenset({Role.CLERK, Role.WINDOW_LEAD})
"""Who is expected in every session of the regular hours."""
LEADS = frozenset({Role.WINDOW_LEAD, Role.DIRECTOR})
EXPECTED, AT, LATE, ABSENT, LEAVE, OUT = "expected", "at", "late", "absent", "leave", "out"
STATES = (EXPECTED, AT, LATE, ABSENT, LEAVE, OUT)  # 应到 出勤 迟到 缺勤 请假 外出
FORGOTTEN = timedelta(hours=1)
"""After a session, until when a sign-out may still come."""


class NothingToSign(Refused):
    code, title = "nothing_to_sign", "今天没有需要签到的班次"


class TooEarlyToSign(Refused):
    """``data["from_"]``: from when one may."""

    code, title = "too_early_to_sign", "还不到签到时间"


class AlreadySignedIn(Refused):
    code, title = "already_signed_in", "本班次已经签到"


class NotSignedIn(Refused):
    code, title = "not_signed_in", "没有待签退的班次，请先签到"


class NotYourWindow(Refused):
    """A window is opened by its A or B, by who holds it now, or by who is rostered there."""

    code, title, status = "not_your_window", "您不是该窗口的A岗、B岗、顶岗或轮值人员", 403


class NotOfTheCentre(Refused):
    code, title, status = "not_of_the_centre", "您不是本中心的在职工作人员", 403


class OwnTimes(Refused):
    code, title, status = "own_times", "不得更正本人的签到签退", 403


class TimesBackwards(Refused):
    code, title, status = "times_backwards", "签退应晚于签到，且都不晚于现在", 422


@dataclass(frozen=True)
class Slot:
    """A session of a day that people sign in for; ``persons``: who is expected, with their window where rostered."""

    stretch: Stretch
    extended: bool
    persons: dict[str, int | None]

    def takes(self, login: str) -> bool:
        """Who is not expected may still sign in to the regular hours; a shift is of who is rostered."""
        return not self.extended or login in self.persons


def slot_for(slots: Iterable[Slot], login: str, now: datetime, opens: timedelta) -> Slot:
    """The session that a sign-in now is for: the one that runs or the next of the day.

    Raises NothingToSign, TooEarlyToSign (more than ``opens`` before it).
    """
    own = [slot for slot in slots if slot.takes(login) and slot.stretch.ends_at > now]
    if not own:
        raise NothingToSign()
    found = min(own, key=lambda slot: (slot.stretch.ends_at, slot.stretch.starts_at))
    if now < found.stretch.starts_at - opens:
        raise TooEarlyToSign(from_=(found.stretch.starts_at - opens).isoformat())
    return found


@dataclass(frozen=True)
class Times:
    """A session with its tolerance, and when somebody came and went."""

    stretch: Stretch
    tolerance: timedelta
    in_at: datetime | None
    out_at: datetime | None


@dataclass(frozen=True)
class Gone:
    """A temporary absence as registered; ``until`` None: not back."""

    since: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class Standing:
    """What a session comes to (出勤情况). Late and early are counted from the session's own times, in whole minutes."""

    state: str
    late_minutes: int = 0
    early_minutes: int = 0
    no_sign_out: bool = False


def standing(times: Times, on_leave: bool, gone: Collection[Gone], now: datetime) -> Standing:
    """Whoever was out as registered when the session began, or ended, is neither late nor early for it.

    Absent is said when the session is over; until then who has not signed in is expected.
    """
    starts, ends = times.stretch.starts_at, times.stretch.ends_at
    if times.in_at is None:
        if on_leave:
            return Standing(LEAVE)
        if any(each.covers(starts) for each in gone):
            return Standing(OUT)
        return Standing(ABSENT if now >= ends else EXPECTED)
    late = times.in_at > starts + times.tolerance and not on_leave and not any(each.covers(starts) for each in gone)
    early = (
        times.out_at is not None
        and times.out_at < ends - times.tolerance
        and not on_leave
        and not any(each.covers(ends - timedelta(seconds=1)) for each in gone)
    )
    return Standing(
        LATE if late else AT,
        _minutes(times.in_at - starts) if late else 0,
        _minutes(ends - times.out_at) if early and times.out_at is not None else 0,
        times.out_at is None and now >= ends + FORGOTTEN,
    )


def minutes_within(gone: Gone, stretches: Sequence[Stretch], now: datetime) -> int:
    """Whole minutes of an absence that fall into ``stretches`` (which do not overlap)."""
    back = gone.until or now
    missed = (min(back, each.ends_at) - max(gone.since, each.starts_at) for each in stretches)
    return _minutes(sum((each for each in missed if each > timedelta()), timedelta()))


def require_times(in_at: datetime | None, out_at: datetime | None, now: datetime) -> None:
    """Raises TimesBackwards, Invalid (out without in)."""
    if out_at is not None and in_at is None:
        raise Invalid(errors=[{"field": "in_at", "message": "有签退须有签到"}])
    if any(at is not None and at > now for at in (in_at, out_at)) or (in_at and out_at and out_at <= in_at):
        raise TimesBackwards(field="out_at")


def require_corrector(actor: Actor, login: str) -> None:
    """Raises OwnTimes."""
    if actor.id == login:
        raise OwnTimes()


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
