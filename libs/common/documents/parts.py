"""What a printed paper consists of. Plain values, so that a paper can be kept as JSON and set again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from libs.common.clock import local

Paper = Literal["a4", "receipt"]
STUB, PERSONS = "存根联（本中心留存）", "交申请人联"


@dataclass(frozen=True)
class Field:
    """A label and what is filled in; nothing leaves room for the pen. ``wide`` takes the whole width."""

    label: str
    value: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Fields:
    fields: tuple[Field, ...]
    part: Literal["fields"] = "fields"


@dataclass(frozen=True)
class Table:
    """Rows under a head; ``widths`` are shares of the width, one for each column."""

    title: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    part: Literal["table"] = "table"


@dataclass(frozen=True)
class Lines:
    """A heading and sentences below it."""

    title: str
    lines: tuple[str, ...]
    part: Literal["lines"] = "lines"


@dataclass(frozen=True)
class Rules:
    """A heading and ruled lines to write on."""

    title: str
    count: int
    part: Literal["rules"] = "rules"


@dataclass(frozen=True)
class Choices:
    """Boxes to tick."""

    title: str
    options: tuple[str, ...]
    part: Literal["choices"] = "choices"


Block = Fields | Table | Lines | Rules | Choices


@dataclass(frozen=True)
class Sheet:
    """One paper with its two copies (存根联, 交申请人联), all in words as they will stand there.

    ``query_code`` stands on the person's copy alone. ``qr`` is what the QR says, none without. ``signatures`` are
    who signs on both copies; ``receipt``: the stub asks the person to sign for the paper.
    """

    title: str
    serial: str
    paper: Paper
    centre: str
    window: str
    printed_at: str
    clerk: str
    enquiry_phone: str
    complaint_phone: str
    blocks: tuple[Block, ...]
    basis: str = ""
    case_number: str = ""
    query_code: str = ""
    qr: str = ""
    signatures: tuple[str, ...] = ()
    receipt: bool = True
    copies: tuple[str, str] = field(default=(STUB, PERSONS))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def in_chinese(day: date) -> str:
    """2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_in_chinese(moment: datetime) -> str:
    """2026年3月2日 9时05分, on the hall's wall."""
    there = local(moment)
    return f"{in_chinese(there.date())} {there.hour}时{there.minute:02d}分"
