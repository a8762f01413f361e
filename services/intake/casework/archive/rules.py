"""The life of an archived case, its number, and until when it is kept.

Sources: 档案法; 《机关文件材料归档范围和文书档案保管期限规定》 (国家档案局令第8号); number after DA/T 22-2015.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import NotFound, Refused
from libs.common.moves import LifeCycle


class State(StrEnum):
    FILED = "filed"  # 已归档
    DISPOSED = "disposed"  # 已销毁


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {"prolong": {State.FILED: State.FILED}, "dispose": {State.FILED: State.DISPOSED}}
)


class ArchiveMoveRefused(Refused):
    code, title = "archive_move_refused", "档案当前状态不允许此操作"


class ArchiveFiled(ArchiveMoveRefused):
    code, title = "archive_filed", "办件已经归档"


class ArchiveDisposed(ArchiveMoveRefused):
    code, title = "archive_disposed", "档案已经销毁"


class NotArchived(NotFound):
    code, title = "archive_not_filed", "办件尚未归档"


class UnknownRetention(Refused):
    code, title, status = "unknown_retention", "没有这种保管期限", 422


class RetentionRuns(Refused):
    """Nothing is disposed of before its time; what is kept for ever never is."""

    code, title = "retention_runs", "保管期限未满，不能销毁"


class ProlongedTooShort(Refused):
    code, title, status = "prolonged_too_short", "延长后的保管期限应晚于现有期限和今天", 422


CYCLE = LifeCycle(
    MOVES,
    {State.FILED: ArchiveFiled, State.DISPOSED: ArchiveDisposed},
    {"prolong": "延长保管期限", "dispose": "再次销毁"},
)


def keep_until(ended_on: date, years: int | None) -> date | None:
    """The last day of keeping: full years from the first of January after the case ended; None: for ever."""
    return None if years is None else date(ended_on.year + years, 12, 31)


def archive_number(centre: str, year: int, mark: str, serial: int) -> str:
    """全宗号-档案门类代码·年度-保管期限代码-件号; the centre stands for the fonds, WS is 文书档案."""
    return f"{centre}-WS·{year}-{mark}-{serial:04d}"


def require_disposable(until: date | None, today: date) -> None:
    """Raises RetentionRuns."""
    if until is None or today <= until:
        raise RetentionRuns(keep_until=until.isoformat() if until else None)


def require_longer(until: date | None, now_until: date | None, today: date) -> None:
    """Whether keeping ``until`` (None: for ever) is more than keeping ``now_until``. Raises ProlongedTooShort."""
    if now_until is None or (until is not None and (until <= now_until or until <= today)):
        raise ProlongedTooShort(field="until")
