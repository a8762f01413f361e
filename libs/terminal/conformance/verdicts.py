"""Rows of the table: what was checked, how it came out, and why."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from libs.terminal.vocabulary import Kind

if TYPE_CHECKING:
    from libs.terminal.conformance.bench import Bench


class Failed(Exception):
    """The terminal breaks the protocol; the text, in Chinese, says how."""


class Skipped(Exception):
    """The row could not be tried here; the text, in Chinese, says why."""


class Result(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Check:
    """One row. ``run`` returns when the terminal keeps it, else raises Failed or Skipped. No ``kinds``: all."""

    id: str
    chinese: str
    english: str
    run: Callable[[Bench], None]
    kinds: frozenset[Kind] = frozenset(Kind)


@dataclass(frozen=True)
class Verdict:
    check: Check
    result: Result
    why: str = ""


_WORDS = {Result.PASS: "通过", Result.FAIL: "不合格", Result.SKIPPED: "未测"}


def table(verdicts: Iterable[Verdict]) -> str:
    """For a terminal window; Chinese characters count as two columns."""
    rows = [("编号", "项目", "结论", "说明")]
    rows += [
        (
            each.check.id,
            f"{each.check.chinese} {each.check.english}",
            f"{each.result.value} {_WORDS[each.result]}",
            each.why,
        )
        for each in verdicts
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(_padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    )


def as_json(kind: Kind, verdicts: Iterable[Verdict]) -> str:
    """One object on one line."""
    rows = [
        {
            "id": each.check.id,
            "title": each.check.chinese,
            "title_en": each.check.english,
            "outcome": each.result.value,
            "why": each.why,
        }
        for each in verdicts
    ]
    failed = sum(each["outcome"] == Result.FAIL for each in rows)
    return json.dumps({"kind": kind.value, "failed": failed, "rows": rows}, ensure_ascii=False)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
