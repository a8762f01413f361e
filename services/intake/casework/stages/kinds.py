"""The list of stages, as data. ``shown``: the neutral words of the public page, which tell nothing of the person."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.intake.casework.stages.rules import UnknownStage

FILE = Path(__file__).with_name("kinds.csv")


@dataclass(frozen=True)
class StageKind:
    code: str
    name: str
    shown: str


@cache
def stage_kinds() -> dict[str, StageKind]:
    """All kinds by code, in the order in which they usually come."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: StageKind(**row) for row in csv.DictReader(file)}


def require_kind(code: str) -> StageKind:
    """Raises UnknownStage."""
    found = stage_kinds().get(code)
    if found is None:
        raise UnknownStage(code, field="kind")
    return found
