"""What happens to a clock: the entries of a deadline's ledger (期限台账, N2).

Every ``at`` is a day in Asia/Shanghai. ``seq`` orders entries of one day; ``id`` tells a repeated import from
a new entry. Texts (approver, holder, ground) appear in the printed derivation: give posts and offices there,
or what else may be printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from libs.common.deadlines.errors import InvalidEntry

MAX_DAYS = 3660
# China has kept one time all year since 1992; before, a day's end was not always at 16:00 UTC.
FIRST_YEAR, LAST_YEAR = 1992, 2199


class Unit(StrEnum):
    """What a limit counts."""

    WORKING = "working"
    CALENDAR = "calendar"

    @property
    def words(self) -> str:
        return "个工作日" if self is Unit.WORKING else "个自然日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Raises InvalidEntry on construction when a field cannot be right."""

    id: str
    seq: int
    at: date

    def __post_init__(self) -> None:
        self._need(bool(self.id), "id", "缺少编号")
        self._number("seq", self.seq, least=0, most=2**53)
        self._day("at", self.at)
        self.check()

    def check(self) -> None:
        """What the kind of entry asks of its own fields."""

    def _need(self, holds: bool, field: str, message: str) -> None:
        if not holds:
            raise InvalidEntry(message, field=field, entry=self.id)

    def _number(self, field: str, value: object, *, least: int, most: int = MAX_DAYS) -> None:
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        self._need(right, field, f"应为 {least} 至 {most} 的整数")

    def _day(self, field: str, value: object) -> None:
        right = isinstance(value, date) and not isinstance(value, datetime)
        self._need(right and FIRST_YEAR <= value.year <= LAST_YEAR, field, "应为日期（北京时间）")  # type: ignore[attr-defined]

    def _text(self, field: str, value: object) -> None:
        self._need(isinstance(value, str) and bool(value.strip()), field, "不能为空")


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Entry):
    """The clock starts; ``at`` is day 0 and counting begins on the next day (working day).

    ``limit`` may be 0: the same day. ``label`` is the word for the beginning (受理, 收到, 派单), ``limit_label``
    for the limit (承诺, 法定). ``rolls``: a due date on a day off moves to the next working day; limits in
    working days always do. ``extensions`` is how many may be granted in the whole ledger, ``extension_limit``
    the most days of each (None: no bound but the approver's).
    """

    limit: int
    unit: Unit
    label: str = "受理"
    limit_label: str = "承诺"
    rolls: bool = False
    extensions: int = 1
    extension_limit: int | None = None

    def check(self) -> None:
        self._number("limit", self.limit, least=0)
        self._need(isinstance(self.unit, Unit), "unit", "应为 working 或 calendar")
        self._text("label", self.label)
        self._text("limit_label", self.limit_label)
        self._need(isinstance(self.rolls, bool), "rolls", "应为真或假")
        self._number("extensions", self.extensions, least=0)
        if self.extension_limit is not None:
            self._number("extension_limit", self.extension_limit, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Entry):
    """The clock stands; ``at`` still counts.

    Grounds of 行政许可法 art. 45: 听证, 招标, 拍卖, 检验, 检测, 检疫, 鉴定, 专家评审.
    """

    ground: str

    def check(self) -> None:
        self._text("ground", self.ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Entry):
    """The clock goes on; ``at`` is a new day 0, what was left at the pause (or conclusion) counts from the next day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded(Entry):
    """The own part is done: the matter is with ``to`` (上报上级), whose time does not count. ``at`` still does.

    The due date stays what it was, and is judged by ``at``. Sent back, the clock goes on by Resumed with what was left.
    """

    to: str
    label: str = "上报"

    def check(self) -> None:
        self._text("to", self.to)
        self._text("label", self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Entry):
    """More days, in the unit of the start, by approval and with a ground (行政许可法 art. 42)."""

    days: int
    approver: str
    ground: str

    def check(self) -> None:
        self._number("days", self.days, least=1)
        self._text("approver", self.approver)
        self._text("ground", self.ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Entry):
    """A new holder. With ``restarts`` the clock begins anew (``at`` is day 0) with ``limit`` days, or those of
    the start; extensions granted before lapse, but stay counted."""

    holder: str
    restarts: bool
    limit: int | None = None

    def check(self) -> None:
        self._text("holder", self.holder)
        self._need(isinstance(self.restarts, bool), "restarts", "应为真或假")
        if self.limit is not None:
            self._number("limit", self.limit, least=0)
            self._need(self.restarts, "limit", "继续计时的转交不能另定时限")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed(Entry):
    """A superior's own deadline (上级限期): it wins, earlier or later, and no pause stops it. The last one stands."""

    due: date
    by: str

    def check(self) -> None:
        self._day("due", self.due)
        self._text("by", self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRevised(Entry):
    """A note that the working calendar changed under this deadline; ``version`` is ``WorkingCalendar.id``.

    It moves nothing by itself: the due date always follows from the calendar that is passed in.
    """

    version: str

    def check(self) -> None:
        self._text("version", self.version)
