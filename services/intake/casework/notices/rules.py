"""A person is told once, and everything (行政许可法 art. 32(4)); a second trip is our failure (N5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from libs.common.errors import Refused

# Convention: the law gives the person no term.
USUAL_WORKING_DAYS = 10


class SecondNotice(Refused):
    """The case has had its notice. ``data["untold"]`` names what that one did not say; give ``override_reason``."""

    code, title = "second_notice", "该办件已一次性告知，不得再次告知"


class NothingNew(Refused):
    """Another notice would say what the first one says: it still stands."""

    code, title = "notice_says_nothing_new", "前次告知书仍然有效，没有新的缺项"


class NothingMissing(Refused):
    code, title = "nothing_missing", "材料齐全，不需要告知补正"


class NoticeTooLate(Refused):
    """Not told within five working days: the application counts as accepted from the day of receipt."""

    code, title = "notice_too_late", "超过五个工作日未告知，自收到之日起即为受理"


class UntilInPast(Refused):
    code, title, status = "until_in_past", "补正期限应晚于今天", 422


class UnknownNoticeItem(Refused):
    code, title, status = "unknown_notice_item", "告知书中没有该序号", 422


@dataclass(frozen=True)
class Gap:
    """One thing missing or wrong: what, the problem, what is required. ``material_seq``: its number in the list."""

    name: str
    problem: str
    requirement: str
    material_seq: int | None = None


def gap_of_material(seq: int, name: str, conditional: bool) -> Gap:
    """The gap that a missing material of the item's list is."""
    requirement = "请补交；可书面承诺后补" if conditional else "请补交"
    return Gap(name, "未提交", requirement, seq)


def require_first(told_before: Collection[str] | None, gaps: Collection[Gap], override_reason: str | None) -> bool:
    """Whether this is a second trip (N5): a later notice that names what the first did not.

    ``told_before`` are the names in all earlier notices, None when there was none.
    Raises NothingMissing, NothingNew, or SecondNotice when no reason overrides it.
    """
    if not gaps:
        raise NothingMissing()
    if told_before is None:
        return False
    untold = [gap.name for gap in gaps if gap.name not in told_before]
    if not (override_reason or "").strip():
        raise SecondNotice(untold=untold)
    if not untold:
        raise NothingNew()
    return True


@dataclass(frozen=True)
class Forgotten:
    """What a later notice named and no earlier one did. Not ``in_guide``: the guide itself does not ask for it."""

    name: str
    in_guide: bool


def forgotten(told: Collection[str], named: Collection[str], guide: Collection[str]) -> list[Forgotten]:
    """What of ``named`` was not ``told`` before; ``guide`` are the materials that the item's guide lists."""
    return [Forgotten(name, name in guide) for name in named if name not in told]


def guide_is_wrong(missed: Collection[Forgotten]) -> bool:
    """Whether somebody was sent home for what the guide does not ask for: the guide, not only the clerk, is amiss."""
    return any(not one.in_guide for one in missed)


def require_future(until: date, today: date) -> None:
    """Raises UntilInPast."""
    if until <= today:
        raise UntilInPast(field="until")


def serial_number(year: int, window: int, running: int) -> str:
    """Year, window (2 digits) and running number (4 or more): 2026050001."""
    return f"{year}{window:02d}{running:04d}"
