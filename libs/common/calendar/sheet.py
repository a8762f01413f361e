"""The calendar as a table, for the clerk who enters the announced arrangement (放假安排) each autumn.

CSV here, Excel in ``workbook``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from libs.common.calendar.rules import CalendarDay, DayKind, InvalidDay

COLUMNS = ("date", "kind", "name", "source", "confirmed")
MAX_ROWS = 10_000
MAX_TEXT = 100

_HEADINGS = {"日期": "date", "类别": "kind", "名称": "name", "来源": "source", "已确认": "confirmed"}
_KINDS = {kind.value: kind for kind in DayKind} | {kind.words: kind for kind in DayKind}
_YES_NO = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowError:
    """``line`` counts from 1, the heading included, as a spreadsheet shows it; 0 is the file itself."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. Import only when ``errors`` is empty: half an arrangement is worse than none."""

    days: tuple[CalendarDay, ...]
    errors: tuple[RowError, ...]


Check = Callable[[CalendarDay], None]
"""Raises InvalidDay for a row that is right by itself and does not belong there."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What a row has that a file does not say or leaves empty, and what else its rows must be.

    ``first``: the number of the first row below the heading.
    """

    version: int = 0
    source: str = ""
    confirmed: bool = False
    check: Check | None = None
    first: int = 2


class _Wrong(Exception):
    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.code, self.message = column, code, message


def write_days(days: Iterable[CalendarDay]) -> str:
    """CSV text in order of date. The version is not written: whoever imports gives it anew."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for day in sorted(days, key=lambda row: (row.date, row.rank)):
        confirmed = "true" if day.confirmed else "false"
        writer.writerow((day.date.isoformat(), day.kind.value, day.name, day.source, confirmed))
    return out.getvalue()


def read_days(content: bytes | str, usual: Usual) -> Sheet:
    """Rows of a CSV file. Headings and kinds in English or Chinese; bytes may be UTF-8 or GB 18030, as spreadsheets
    save them. Never raises for what a file holds.
    """
    try:
        text = content if isinstance(content, str) else _decode(content)
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except UnicodeDecodeError:
        return Sheet((), (RowError(0, "", "encoding", "文件编码应为 UTF-8 或 GB 18030"),))
    except csv.Error:
        return Sheet((), (RowError(0, "", "csv", "不是有效的 CSV 文件"),))
    return read_lines(lines, usual)


def read_lines(lines: Sequence[Sequence[str]], usual: Usual) -> Sheet:
    """The same from the cells of any table; the first line is the heading."""
    heading = [_HEADINGS.get(cell.strip(), cell.strip().lower()) for cell in (lines[0] if lines else [])]
    missing = [column for column in ("date", "kind") if column not in heading]
    if missing:
        return Sheet((), tuple(RowError(1, column, "missing_column", f"缺少列 {column}") for column in missing))
    if len(lines) > MAX_ROWS + 1:
        return Sheet((), (RowError(0, "", "too_many_rows", f"最多 {MAX_ROWS} 行"),))
    return _read_rows(heading, lines[1:], usual)


def _read_rows(heading: Sequence[str], lines: Sequence[Sequence[str]], usual: Usual) -> Sheet:
    days: dict[date, CalendarDay] = {}
    line_of: dict[date, int] = {}
    errors: list[RowError] = []
    for number, cells in enumerate(lines, start=usual.first):
        row = {column: cell.strip() for column, cell in zip(heading, cells, strict=False)}
        if not any(row.values()):
            continue
        try:
            day = _read_row(row, usual)
            if day.date in days:
                raise _twice(days[day.date], day, line_of[day.date])
            if usual.check is not None:
                usual.check(day)
        except _Wrong as wrong:
            errors.append(RowError(number, wrong.column, wrong.code, wrong.message))
        except InvalidDay as wrong:
            errors.append(RowError(number, wrong.field or "", wrong.code, wrong.detail))
        else:
            days[day.date], line_of[day.date] = day, number
    return Sheet(tuple(days[day] for day in sorted(days)), tuple(errors))


def _twice(first: CalendarDay, again: CalendarDay, line: int) -> _Wrong:
    if first.kind is again.kind:
        return _Wrong("date", "duplicate", f"{again.date} 与第 {line} 行重复")
    words = f"{again.date} 与第 {line} 行矛盾：一处为{first.kind.words}，一处为{again.kind.words}"
    return _Wrong("date", "contradiction", words)


def _read_row(row: dict[str, str], usual: Usual) -> CalendarDay:
    kind = _KINDS.get(row.get("kind", ""))
    if kind is None:
        hint = "（延时服务不是工作日，不列入日历）" if "延时" in row.get("kind", "") else ""
        raise _Wrong("kind", "kind", f"类别应为 {'、'.join(k.words for k in DayKind)} 之一{hint}")
    said = row.get("confirmed", "").lower()
    if said and said not in _YES_NO:
        raise _Wrong("confirmed", "confirmed", "已确认一列应填 是 或 否")
    confirmed = _YES_NO[said] if said else usual.confirmed
    name, source = _text(row, "name"), _text(row, "source") or usual.source
    return CalendarDay(_date(row.get("date", "")), kind, name, source, confirmed, usual.version)


def _date(cell: str) -> date:
    match = _DATE.fullmatch(cell)
    try:
        if match is None:
            raise ValueError
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise _Wrong("date", "date", f"日期应写作 2026-01-04，而不是 {cell[:20]!r}") from None


def _text(row: dict[str, str], column: str) -> str:
    text = row.get(column, "")
    if len(text) > MAX_TEXT:
        raise _Wrong(column, "too_long", f"最多 {MAX_TEXT} 字")
    if text.startswith(("=", "+", "-", "@")) or not text.isprintable():
        # The same text leaves again by export, where a spreadsheet would run it as a formula.
        raise _Wrong(column, "text", "不能以 = + - @ 开头，也不能含控制字符")
    return text


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
