"""The indicators of the five levels (评价指标): 40 in use, 8 a level; codes of the first version stay readable."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.intake.quality.ratings.rules import UnknownIndicator

FILE = Path(__file__).with_name("indicators.csv")
# The list counts from 5 (best); what is stored is the word.
LEVEL_OF_DIGIT = {
    "5": "very_satisfied", "4": "satisfied", "3": "basically_satisfied", "2": "dissatisfied", "1": "very_dissatisfied",
}  # fmt: skip


@dataclass(frozen=True)
class Indicator:
    """``tier``: core (固定指标), expand (扩展指标), or retired: no longer offered."""

    code: str
    level: str
    text: str
    tier: str

    @property
    def active(self) -> bool:
        return self.tier != "retired"


@cache
def indicators() -> dict[str, Indicator]:
    """All indicators by code, in the order of the list."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Indicator(row["code"], LEVEL_OF_DIGIT[row["satisfaction"]], row["text_zh"], row["tier"])
            for row in csv.DictReader(file)
        }


def require_offered(codes: Collection[str], level: str) -> None:
    """Raises UnknownIndicator unless each code is in use and belongs to ``level``."""
    for code in codes:
        found = indicators().get(code)
        if found is None or not found.active or found.level != level:
            raise UnknownIndicator(f"“{code}”不是该等级的评价指标", field="indicators")


def in_words(codes: Collection[str]) -> list[dict[str, str | None]]:
    """Codes with their words; what an evaluator sent that is no indicator is shown as it came."""
    known = indicators()
    return [{"code": code, "text": known[code].text if code in known else None} for code in codes]
