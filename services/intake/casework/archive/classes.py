"""Retention classes (保管期限), as data with the source of each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.intake.casework.archive.rules import UnknownRetention

FILE = Path(__file__).with_name("classes.csv")
UNDONE = "undone"
"""What a case that was returned or withdrawn is usually kept as, whatever its item."""


@dataclass(frozen=True)
class RetentionClass:
    """``years`` None: for ever. ``mark`` stands in the archive number; ``usual_for``: kinds of items, and UNDONE."""

    code: str
    name: str
    years: int | None
    mark: str
    usual_for: tuple[str, ...]
    source: str


@cache
def retention_classes() -> dict[str, RetentionClass]:
    """By code, the longest first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: RetentionClass(
                row["code"], row["name"], int(row["years"]) if row["years"] else None, row["mark"],
                tuple(filter(None, row["usual_for"].split(";"))), row["source"],
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


def retention_class(code: str | None, item_kind: str, *, completed: bool) -> RetentionClass:
    """The class of that code or, unsaid, the usual one. Raises UnknownRetention."""
    if code is None:
        kind = item_kind if completed else UNDONE
        return next(each for each in retention_classes().values() if kind in each.usual_for)
    found = retention_classes().get(code)
    if found is None:
        raise UnknownRetention(code, field="retention")
    return found
