"""Why a ledger is refused. Codes are stable; titles are what a clerk reads."""

from __future__ import annotations

from libs.common.errors import Refused


class LedgerRefused(Refused):
    """The entries, taken together, tell no possible story. ``data['entry']`` is the id of the one in the way."""

    code, title, status = "deadline.refused", "期限记录有误", 409


class NotStarted(LedgerRefused):
    code, title = "deadline.not_started", "期限尚未起算"


class StartedTwice(LedgerRefused):
    code, title = "deadline.started_twice", "期限已经起算"


class PausedTwice(LedgerRefused):
    code, title = "deadline.paused_twice", "期限已在暂停中"


class ResumedWithoutPause(LedgerRefused):
    code, title = "deadline.resumed_without_pause", "期限没有暂停，无法恢复"


class RestartedWhilePaused(LedgerRefused):
    code, title = "deadline.restarted_while_paused", "期限暂停中，请先恢复再重新计时"


class ConcludedAlready(LedgerRefused):
    """The own part is done: until it is sent back, nothing more happens to its clock."""

    code, title = "deadline.concluded", "本级时限已经终止"


class ConcludedWhilePaused(LedgerRefused):
    code, title = "deadline.concluded_while_paused", "期限暂停中，请先恢复"


class ExtensionSpent(LedgerRefused):
    """The law allows one extension (行政许可法 art. 42), some matters none."""

    code, title = "deadline.extension_spent", "延长次数已用完"


class ExtensionTooLong(LedgerRefused):
    code, title = "deadline.extension_too_long", "延长天数超过允许的上限"


class EntryConflict(LedgerRefused):
    """One id with two contents, or one place (day and sequence) taken by two entries."""

    code, title = "deadline.entry_conflict", "期限记录编号重复而内容不同"


class PromiseTooLong(LedgerRefused):
    """承诺时限 is never longer than the legal one."""

    code, title, status = "deadline.promise_too_long", "承诺时限不得长于法定时限", 422


class InvalidEntry(LedgerRefused):
    """One entry is wrong by itself: ``field`` names where."""

    code, title, status = "deadline.invalid_entry", "期限记录填写有误", 422
