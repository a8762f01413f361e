"""What a file would change, and the life of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.differences import Difference, differences
from services.intake.items.worksheets.refusals import ImportApplied

MOST_ITEMS, MOST_MATERIALS, MOST_COLUMNS = 1000, 10_000, 60
MOST_FAULTS = 500
"""That are told; a file with more has one fault many times."""
KEPT = timedelta(days=1)
"""How long a preview waits for its decision."""


class State(StrEnum):
    PREVIEWED = "previewed"  # 待确认
    APPLIED = "applied"  # 已导入


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType({"apply": {State.PREVIEWED: State.APPLIED}})


def target(state: str, verb: str) -> State:
    """The state that ``verb`` leads to from ``state``. Raises ImportApplied."""
    moved = MOVES[verb].get(State(state))
    if moved is None:
        raise ImportApplied()
    return moved


class Action(StrEnum):
    """What becomes of an item."""

    CREATED = "created"  # 新增
    CHANGED = "changed"  # 变更
    UNCHANGED = "unchanged"  # 不变
    RETIRED = "retired"  # 停办


@dataclass(frozen=True)
class Line:
    """An item of a preview; ``content`` of one that is created or changed."""

    code: str
    name: str
    action: Action
    differences: Sequence[Difference]
    content: ItemContent | None


def compare(standing: Sequence[ItemContent], wanted: Sequence[ItemContent], *, retire_missing: bool) -> list[Line]:
    """What ``wanted`` does to ``standing``, in the order of the file; then what is in force and not in it, if asked."""
    known = {content.code: content for content in standing}
    lines = [_line(known.get(content.code), content) for content in wanted]
    if retire_missing:
        there = {content.code for content in wanted}
        missing = (content for content in standing if content.code not in there)
        lines += [Line(content.code, content.name, Action.RETIRED, (), None) for content in missing]
    return lines


def _line(old: ItemContent | None, new: ItemContent) -> Line:
    if old is None:
        return Line(new.code, new.name, Action.CREATED, (), new)
    if old.fingerprint == new.fingerprint:
        return Line(new.code, new.name, Action.UNCHANGED, (), None)
    return Line(new.code, new.name, Action.CHANGED, differences(old, new), new)
