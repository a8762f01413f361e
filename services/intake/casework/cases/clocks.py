"""The clocks of a case: the reply due after receipt, the promised and the legal limit, and when to remind.

Pure. All dates are days in Asia/Shanghai. Promised and legal limit run on one ledger: what pauses or extends
one does so to the other, and the promise never ends after the law's limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Concluded, Deadline, Entry, Extended, Paused, Resumed, Started, due, limit, settle
from services.intake.casework.cases.refusals import ExtensionTooLate

# 行政许可法 art. 45; GB/T 39046 A.7 calls them 特殊程序.
SPECIAL_PROCEDURES = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
# 行政许可法 art. 42: one extension, of this many working days at most.
_EXTENSIONS = {"joint": limit("licence.joint_decision").extension, "immediate": 0}
_USUAL_EXTENSION = limit("licence.decision").extension
_REVIEW = limit("licence.lower_review")
NOTICE_LIMIT = limit("licence.supplement_notice")


@dataclass(frozen=True)
class Reply:
    """By when an application is accepted or its gaps are told; past ``by`` it counts as accepted from receipt."""

    by: date
    derivation: str
    provisional: bool


def receipt(received_on: date) -> Started:
    """The clock of the reply. 行政许可法 art. 32(4): five working days from receipt."""
    return NOTICE_LIMIT.start(received_on, id="receipt", seq=0, label="收到申请", limit_label="受理或一次性告知")


def reply(received_on: date, calendar: WorkingCalendar) -> Reply:
    """By when an application received on that day is answered."""
    deadline = due([receipt(received_on)], calendar)
    assert deadline.due is not None
    return Reply(deadline.due, deadline.text, deadline.provisional)


def start(entry_id: str, at: date, item_kind: str, promised_limit: int) -> Started:
    """The clock of an accepted case: ``at`` is day 0, the limit is in working days (0: the same day)."""
    extension = _EXTENSIONS.get(item_kind, _USUAL_EXTENSION)
    return Started(
        id=entry_id,
        seq=0,
        at=at,
        limit=promised_limit,
        unit=NOTICE_LIMIT.unit,
        extensions=1 if extension else 0,
        extension_limit=extension or None,
    )


def legal_limit(item_kind: str, promised_limit: int, published: int | None) -> int | None:
    """The law's limit for what is ours of the item, in working days.

    Of a 上报件 it is the review at the lower level: 20 working days (行政许可法 art. 43), unless the item's own law
    sets fewer, or lets the item promise more.
    """
    if item_kind != "reported" or published is None:
        return published
    return min(published, max(_REVIEW.days, promised_limit))


def legal_words(item_kind: str) -> str:
    """What the law's limit is called in the derivation."""
    return "法定初审" if item_kind == "reported" else "法定"


@dataclass(frozen=True)
class Limits:
    """Where an accepted case stands; ``legal`` is None for an item that the law sets no limit for (即办件)."""

    promised: Deadline
    legal: Deadline | None

    @property
    def provisional(self) -> bool:
        return self.promised.provisional or (self.legal is not None and self.legal.provisional)


def limits(
    entries: Sequence[Entry], legal_limit: int | None, calendar: WorkingCalendar, today: date, legal_words: str = "法定"
) -> Limits:
    """Both limits of one ledger. Raises LedgerRefused when the entries contradict each other."""
    promised = due(entries, calendar, today)
    if legal_limit is None:
        return Limits(promised, None)
    return Limits(promised, due(lawful(entries, legal_limit, legal_words), calendar, today))


def lawful(entries: Sequence[Entry], legal_limit: int, legal_words: str) -> list[Entry]:
    """The same ledger with the law's limit in place of the promised one."""
    return [
        replace(entry, limit=legal_limit, limit_label=legal_words) if isinstance(entry, Started) else entry
        for entry in entries
    ]


def paused(ledger: Sequence[Entry], entry_id: str, at: date, procedure: str) -> list[Entry]:
    """The ledger with a special procedure begun. Raises LedgerRefused."""
    return _with(ledger, Paused(id=entry_id, seq=len(ledger), at=at, ground=procedure))


def resumed(ledger: Sequence[Entry], entry_id: str, at: date) -> list[Entry]:
    """The ledger with the clock running again. Raises LedgerRefused."""
    return _with(ledger, Resumed(id=entry_id, seq=len(ledger), at=at))


def concluded(ledger: Sequence[Entry], entry_id: str, at: date, authority: str) -> list[Entry]:
    """The ledger with the own part done and the case reported to ``authority``. Raises LedgerRefused."""
    return _with(ledger, Concluded(id=entry_id, seq=len(ledger), at=at, to=authority))


def extended(
    ledger: Sequence[Entry], entry_id: str, at: date, days: int, approver: str, ground: str, promised_on: date | None
) -> list[Entry]:
    """The ledger with ``days`` more working days. Raises LedgerRefused, or ExtensionTooLate past ``promised_on``."""
    if promised_on is not None and at > promised_on:
        raise ExtensionTooLate(promised_on=promised_on.isoformat())
    return _with(ledger, Extended(id=entry_id, seq=len(ledger), at=at, days=days, approver=approver, ground=ground))


def _with(ledger: Sequence[Entry], entry: Entry) -> list[Entry]:
    return list(settle([*ledger, entry]))


@dataclass(frozen=True)
class Mark:
    """A reminder: from the day ``on`` the case is ``kind`` (approaching, due, overdue)."""

    kind: str
    on: date


def marks(due_on: date | None, day_zero: date, approaching_days: int, calendar: WorkingCalendar) -> list[Mark]:
    """The reminders of a due date, in order. Those that fall on the day of acceptance or before tell nothing."""
    if due_on is None:
        return []
    approaching = calendar.add_working_days(due_on, -approaching_days)
    found = [Mark("due", due_on), Mark("overdue", due_on + timedelta(days=1))]
    if approaching < due_on:
        found.insert(0, Mark("approaching", approaching))
    return [mark for mark in found if mark.on > day_zero]


def ringing(found: Sequence[Mark], today: date) -> tuple[Mark | None, date | None]:
    """The reminder that holds today, and the day of the next one.

    After an outage only the strongest is told: "approaching" is untrue of a case that is overdue.
    """
    reached = [mark for mark in found if mark.on <= today]
    coming = [mark.on for mark in found if mark.on > today]
    return (reached[-1] if reached else None), (coming[0] if coming else None)


def next_mark(found: Sequence[Mark], today: date) -> date | None:
    """The day on which to look again: that of a reminder which is reached already, else of the next one.

    Whether the reached one was given before is for the marks that are kept to say.
    """
    reached = [mark.on for mark in found if mark.on <= today]
    return reached[-1] if reached else ringing(found, today)[1]
