"""The columns of the catalogue's two sheets (事项、材料): what each is called, how a cell is read and written.

The CSV headings are those of ``samples/town``; the Chinese ones stand in workbooks. Either is read in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.items.catalogue.content import FORMS, KINDS
from services.intake.items.catalogue.faults import SEPARATOR, quoted

YES_NO = {"是": True, "否": False}
NEEDS = {"是": (True, False), "可容缺": (True, True), "否": (False, False)}
"""What a material's ``required`` may say: required and conditional."""
_DIGITS = 6


@dataclass(frozen=True)
class Column:
    """``read`` raises ValueError with a Chinese message; ``write`` gives a cell that reads as the same value again.

    ``optional``: older sheets have no such column, which reads as an empty cell. ``choices``: all that it may say.
    """

    field: str
    csv: str
    words: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    width: int = 12
    optional: bool = False
    choices: tuple[str, ...] = ()
    number: bool = False

    @property
    def headings(self) -> tuple[str, str]:
        return self.csv, self.words


def _same(value: Any) -> str:
    return str(value)


def _maybe(value: Any) -> str:
    return "" if value is None else str(value)


def _or_none(cell: str) -> str | None:
    return cell or None


def _whole(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or len(cell) > _DIGITS:
        raise ValueError(f"应为非负整数，不是“{quoted(cell)}”")
    return int(cell)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())


def _choice(choices: Mapping[str, Any], empty: Any = ...) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        if not cell and empty is not ...:
            return empty
        if cell not in choices:
            raise ValueError(f"应为{'、'.join(choices)}，不是“{quoted(cell)}”")
        return choices[cell]

    return read


def _word(choices: Mapping[str, Any]) -> Callable[[Any], str]:
    words = {value: word for word, value in choices.items()}
    return lambda value: words.get(value, "")


def _text(field: str, csv: str, words: str, width: int = 12) -> Column:
    return Column(field, csv, words, str, _same, width)


def _number(field: str, csv: str, words: str) -> Column:
    return Column(field, csv, words, _whole, _maybe, 10, number=True)


def _flag(field: str, csv: str, words: str, *, optional: bool = False) -> Column:
    return Column(
        field, csv, words, _choice(YES_NO, False if optional else ...), _word(YES_NO), 10, optional, tuple(YES_NO)
    )


def _list(field: str, csv: str, words: str, width: int = 40) -> Column:
    return Column(field, csv, words, _several, SEPARATOR.join, width)


def _unsaid(field: str, words: str) -> Column:
    return Column(field, field, words, _or_none, _maybe, 10, optional=True)


ITEM_COLUMNS = (
    _text("code", "code", "事项编码", 14),
    _text("name", "name", "事项名称", 36),
    _number("window", "window_number", "办理窗口"),
    Column("kind", "item_kind", "办件类型", _choice(KINDS, ""), _word(KINDS), 10, choices=tuple(KINDS)),
    _number("legal_limit", "legal_limit_working_days", "法定时限（工作日）"),
    _number("promised_limit", "promised_limit_working_days", "承诺时限（工作日）"),
    _flag("delegable", "delegable_to_village", "可委托村代办"),
    _flag("village_can_finish", "village_can_finish", "村可办结"),
    _flag("home_visit", "home_visit", "可上门"),
    _flag("bookable", "bookable", "可预约"),
    _text("fee", "fee", "收费标准", 20),
    _text("fee_basis", "fee_basis", "收费依据", 24),
    _list("conditions", "conditions", "申请条件"),
    _list("procedure", "procedure", "办理程序"),
    _text("result", "result", "办理结果", 20),
    Column("upper_authority", "upper_authority", "上级审批机关", _or_none, _maybe, 24),
    _list("co_departments", "co_departments", "协办部门", 24),
    _unsaid("business_class", "号类"),
    _unsaid("post_a", "A岗"),
    _unsaid("post_b", "B岗"),
    _flag("controlled", "controlled", "控制事项", optional=True),
)
ITEM, SEQ, NEED = "item", "seq", "need"
MATERIAL_COLUMNS = (
    _text(ITEM, "item_code", "事项编码", 14),
    _number(SEQ, "seq", "序号"),
    _text("name", "name", "材料名称", 36),
    Column("form", "original_or_copy", "原件或复印件", _choice(FORMS, ""), _word(FORMS), 14, choices=tuple(FORMS)),
    _number("copies", "copies", "份数"),
    Column(NEED, "required", "必需", _choice(NEEDS), _word(NEEDS), 10, choices=tuple(NEEDS)),
    _text("source", "source", "来源", 16),
    _text("note", "note", "说明", 40),
)
OF_MATERIAL: Mapping[str, Column] = {column.field: column for column in MATERIAL_COLUMNS}
