"""Reading the town's CSV sheets: every fault is told with its file and line, before anything is loaded."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import TypeVar

from libs.common.errors import Invalid, Refused

T = TypeVar("T")


class SheetRefused(Invalid):
    """Sheets with faults. ``errors`` names each as ``items.csv:12`` with its message; nothing was loaded."""

    code, title = "sheet_refused", "数据表有误，未导入"


class Row:
    """One line of a sheet. Readers raise ValueError with a Chinese message."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        value = self.maybe(column)
        if not value:
            raise ValueError(f"“{column}”不能为空")
        return value

    def maybe(self, column: str) -> str:
        """The cell, or empty text."""
        if column not in self._cells:
            raise ValueError(f"缺少“{column}”列")
        return (self._cells[column] or "").strip()

    def optional(self, column: str) -> str:
        """The cell, or empty text; also where older sheets have no such column."""
        return (self._cells.get(column) or "").strip()

    def whole(self, column: str) -> int:
        value = self.text(column)
        if not value.isdecimal():
            raise ValueError(f"“{column}”应为非负整数，不是“{value}”")
        return int(value)

    def maybe_whole(self, column: str) -> int | None:
        return self.whole(column) if self.maybe(column) else None

    def flag(self, column: str) -> bool:
        return self.choice(column, {"是": True, "否": False})

    def choice(self, column: str, choices: dict[str, T]) -> T:
        value = self.text(column)
        if value not in choices:
            raise ValueError(f"“{column}”应为{'、'.join(choices)}，不是“{value}”")
        return choices[value]

    def several(self, column: str) -> list[str]:
        """A list, separated by full-width semicolons."""
        return [part.strip() for part in self.maybe(column).split("；") if part.strip()]

    def clock_time(self, column: str) -> time:
        """``08:30``, on the hall's wall."""
        try:
            return time.fromisoformat(self.text(column))
        except ValueError as error:
            raise ValueError(f"“{column}”应为 08:30 这样的时间") from error


class Sheets:
    """The sheets of a folder; gathers faults until ``require_clean``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[dict[str, str]] = []

    def read(self, name: str, parse: Callable[[Row], T]) -> list[tuple[int, T]]:
        """Line number and parsed value of each good line; faults of the others are kept."""
        return list(self._read(name, parse))

    def _read(self, name: str, parse: Callable[[Row], T]) -> Iterator[tuple[int, T]]:
        path = self.folder / name
        if not path.exists():
            self.fault(name, 0, "文件不存在")
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                try:
                    yield reader.line_num, parse(Row(cells))
                except Refused as error:
                    self.fault(name, reader.line_num, error.detail or error.title)
                except ValueError as error:
                    self.fault(name, reader.line_num, str(error))

    def rows(self, name: str) -> list[tuple[int, list[str]]] | None:
        """Every line with its number, the headings first; None, and a fault, where there is no such file."""
        path = self.folder / name
        if not path.exists():
            self.fault(name, 0, "文件不存在")
            return None
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [(line, cells) for line, cells in enumerate(csv.reader(file), 1)]

    def fault(self, name: str, line: int, message: str) -> None:
        self.errors.append({"field": f"{name}:{line}", "message": message})

    def require_clean(self) -> None:
        """Raises SheetRefused when any line was at fault."""
        if self.errors:
            raise SheetRefused(f"{len(self.errors)} 处错误", errors=self.errors)
