"""The queue's decisions: numbers, classes that are open, the life of a ticket, what a key may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from libs.common.calendar.rules import DayKind, WorkingCalendar
from libs.common.errors import Refused

WAITING, CALLED, SERVING, HELD = "waiting", "called", "serving", "held"
FINISHED, MISSED, VOIDED = "finished", "missed", "voided"
STATES = (WAITING, CALLED, SERVING, HELD, FINISHED, MISSED, VOIDED)
AT_WINDOW = (CALLED, SERVING)
IN_HAND = (WAITING, CALLED, SERVING, HELD)
"""States that a ticket spends time in: each is a period."""
MISSES_ALLOWED = 1
"""A number missed once may be re-activated; after a second miss the person takes a new one (DOMAIN section 4)."""

# verb: states it may start from, state it leads to
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "call": ((WAITING,), CALLED),
    "recall": ((CALLED,), CALLED),
    "serve": ((CALLED,), SERVING),
    "finish": ((SERVING,), FINISHED),
    "absent": ((CALLED,), MISSED),
    "requeue": ((CALLED, SERVING), WAITING),
    "reactivate": ((MISSED,), WAITING),
    "hold": ((SERVING,), HELD),
    "resume": ((HELD,), SERVING),
    "transfer": ((WAITING, CALLED, SERVING, HELD), WAITING),
    "next_matter": ((SERVING,), WAITING),
    "void": ((WAITING, CALLED, SERVING, HELD), VOIDED),
}

MONDAY, SATURDAY = 1, 6


class UnknownClass(Refused):
    code, title, status = "unknown_class", "没有这个号类", 404


class ClassClosed(Refused):
    code, title = "class_closed", "该业务现在不取号"


class NobodyWaiting(Refused):
    code, title = "nobody_waiting", "没有等候的号码"


class StillCalling(Refused):
    code, title = "still_calling", "请先处理已呼叫的号码"


class StillServing(Refused):
    code, title = "still_serving", "请先结束正在办理的号码"


class NothingCalled(Refused):
    code, title = "nothing_called", "本窗口没有已呼叫的号码"


class NothingServed(Refused):
    code, title = "nothing_served", "本窗口没有正在办理的号码"


class TooFewCalls(Refused):
    code, title = "too_few_calls", "呼叫次数不足，不能作过号处理"


class AnotherTicket(Refused):
    """The key was pressed for a ticket that is no longer the one at this window."""

    code, title = "another_ticket", "本窗口当前不是这个号码"


class NobodyHere(Refused):
    code, title = "nobody_here", "本窗口没有已呼叫或正在办理的号码"


class NothingHeld(Refused):
    code, title = "nothing_held", "本窗口没有挂起的号码"


class SeveralHeld(Refused):
    """More than one ticket is held here: the clerk must say which."""

    code, title = "several_held", "本窗口挂起了多个号码，请指明号码"


class NotWaiting(Refused):
    code, title = "not_waiting", "该号码不在等候中"


class NotConfirmed(Refused):
    """Its paper has not come out yet, and its holder may not know the number."""

    code, title = "not_confirmed", "该号码尚未出票，请先补打或当面告知"


class NotMissed(Refused):
    code, title = "not_missed", "该号码没有过号"


class MissedTwice(Refused):
    code, title = "missed_twice", "该号码已两次过号，请重新取号"


class NotToday(Refused):
    code, title = "not_today", "号码只在取号当日有效"


class NotTransferable(Refused):
    code, title = "not_transferable", "该号码已办结、过号或作废，不能转号"


class UnknownClerk(Refused):
    """A person can be waited for only where they sit: as A or B post of a window."""

    code, title, status = "unknown_clerk", "本中心窗口没有这位经办人", 404


# What a verb is refused with when the ticket at the window is in a state that it may not start from.
ILLEGAL: dict[str, type[Refused]] = {
    "call": NotWaiting,
    "recall": NothingCalled,
    "serve": NothingCalled,
    "absent": NothingCalled,
    "finish": NothingServed,
    "requeue": NobodyHere,
    "hold": NothingServed,
    "resume": NothingHeld,
    "reactivate": NotMissed,
    "transfer": NotTransferable,
    "next_matter": NothingServed,
}


@dataclass(frozen=True)
class Session:
    """A stretch of opening hours on one weekday (1 is Monday); no ``windows`` means all of them."""

    weekday: int
    start: time
    end: time
    extended: bool
    windows: frozenset[int] = frozenset()

    def serves(self, windows: Collection[int]) -> bool:
        return not self.windows or bool(self.windows.intersection(windows))


def ticket_number(prefix: str, seq: int) -> str:
    """``A012``: class letter and three digits, four from the thousandth on."""
    return f"{prefix}{seq:03}"


def schedule_day(calendar: WorkingCalendar, day: date) -> int | None:
    """The weekday whose hours the hall keeps on ``day``; None when closed.

    A holiday closes the hall; a make-up day (调休上班) is worked like a Monday [convention].
    """
    kind = calendar.kind(day)
    if kind is DayKind.HOLIDAY:
        return None
    return MONDAY if kind is DayKind.MAKEUP else day.isoweekday()


def session_at(sessions: Iterable[Session], weekday: int | None, at: time) -> Session | None:
    """The session running at ``at`` (wall clock); its start counts in, its end does not.

    Where a rostered one (延时轮值) runs beside it, both as one: for all their windows, until the first of them ends.
    """
    running = [each for each in sessions if each.weekday == weekday and each.start <= at < each.end]
    if len(running) < 2:
        return running[0] if running else None
    everywhere = any(not session.windows for session in running)
    return Session(
        running[0].weekday,
        max(session.start for session in running),
        min(session.end for session in running),
        all(session.extended for session in running),
        frozenset() if everywhere else frozenset().union(*(session.windows for session in running)),
    )


def extended_for(sessions: Iterable[Session], weekday: int | None, at: time, windows: Collection[int]) -> bool:
    """Whether what ``windows`` do at ``at`` is extended service (延时服务): in no session of the regular hours.

    A window that works on although no session is its own is taken as those that run then.
    """
    running = [each for each in sessions if each.weekday == weekday and each.start <= at < each.end]
    own = [session for session in running if session.serves(windows)] or running
    return bool(own) and all(session.extended for session in own)


def require_open(session: Session | None, windows: Collection[int]) -> None:
    """Raises ClassClosed unless one of ``windows`` (those that call the class) is open in ``session``."""
    if session is None:
        raise ClassClosed("现在不是开放时间")
    if not windows or not session.serves(windows):
        raise ClassClosed("该业务的窗口现在不开放")


def require_free(state_at_window: str | None) -> None:
    """Raises unless the window has dealt with the ticket it called before."""
    if state_at_window == SERVING:
        raise StillServing()
    if state_at_window == CALLED:
        raise StillCalling()


def require_called_enough(calls: int, least: int) -> None:
    """Raises TooFewCalls: a person is called ``least`` times before the number is missed (过号)."""
    if calls < least:
        raise TooFewCalls(f"已呼叫{calls}次，应呼叫{least}次后再作过号处理", calls=calls, least=least)


def require_reactivable(state: str, misses: int, day: date, today: date) -> None:
    """Raises NotToday, NotMissed, MissedTwice."""
    if day != today:
        raise NotToday()
    if state != MISSED:
        raise NotMissed(state=state)
    if misses > MISSES_ALLOWED:
        raise MissedTwice(misses=misses)


def persons_at(clerk: str | None, posts: tuple[str, str]) -> tuple[str, str]:
    """Who may be sitting at a window: the clerk if the key says, else either of its posts (A岗、B岗)."""
    return (clerk, clerk) if clerk is not None else posts


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds, never negative: a clock that was set back must not make a wait of less than nothing."""
    return max(0, int((end - start).total_seconds()))
