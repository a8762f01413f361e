"""The life of an item's version (事项版本): drafted, from a day on in force, one day no longer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from libs.common.actor import Role
from libs.common.errors import Refused
from libs.common.moves import LifeCycle
from services.intake.items.catalogue import refusals

DECIDING = (Role.DIRECTOR, Role.ADMINISTRATOR)
"""Who says what is in force."""


class ItemNotOffered(Refused):
    """No version of the item is in force here today."""

    code, title, status = "item_not_offered", "本中心未开办该事项", 404


class State(StrEnum):
    DRAFT = "draft"  # 草稿
    SCHEDULED = "scheduled"  # 待生效
    PUBLISHED = "published"  # 现行
    RETIRED = "retired"  # 已停用
    DISCARDED = "discarded"  # 已作废

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.DRAFT: "草稿",
    State.SCHEDULED: "待生效",
    State.PUBLISHED: "现行",
    State.RETIRED: "已停用",
    State.DISCARDED: "已作废",
}
# Until it is in force a version is a draft's row, from then on an item's, and what it says never changes again.
MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "change": {State.DRAFT: State.DRAFT},
        "rebase": {State.DRAFT: State.DRAFT},
        "discard": {State.DRAFT: State.DISCARDED, State.SCHEDULED: State.DISCARDED},
        "schedule": {State.DRAFT: State.SCHEDULED},
        "recall": {State.SCHEDULED: State.DRAFT},
        "publish": {State.DRAFT: State.PUBLISHED, State.SCHEDULED: State.PUBLISHED},
        "set_last_day": {State.PUBLISHED: State.PUBLISHED},
        "lift_last_day": {State.PUBLISHED: State.PUBLISHED},
        "retire": {State.PUBLISHED: State.RETIRED},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.DRAFT: refusals.NotScheduled,
        State.SCHEDULED: refusals.DraftScheduled,
        State.PUBLISHED: refusals.DraftPublished,
        State.RETIRED: refusals.VersionRetired,
        State.DISCARDED: refusals.DraftDiscarded,
    },
)
target = CYCLE.target


def last_day_replaced(since: date, *, midnight: bool) -> date:
    """The last day of the version that one in force ``since`` replaces.

    One published in the middle of the day shares that day with it; one that begins at midnight does not.
    """
    return since - timedelta(days=1) if midnight else since


def require_from(valid_from: date, today: date) -> None:
    """Raises ValidFromPast."""
    if valid_from < today:
        raise refusals.ValidFromPast(field="valid_from")


def require_last_day(last_day: date, today: date) -> None:
    """Raises LastDayPast."""
    if last_day < today:
        raise refusals.LastDayPast(field="last_day")
