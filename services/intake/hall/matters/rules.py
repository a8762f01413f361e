"""What may stand on one ticket."""

from __future__ import annotations

from collections.abc import Iterable

from libs.common.errors import Refused

MOST = 5
"""Matters on one ticket: more are a second visit [convention]."""
WAITS, DONE = "open", "done"


class TooManyMatters(Refused):
    code, title, status = "too_many_matters", f"一个号码至多办理{MOST}类事项", 422


class MatterOnTicket(Refused):
    code, title = "matter_on_ticket", "该号码上已有这类事项"


class ItemWithoutClass(Refused):
    """Neither the item nor its window has a class of its own: say the class too."""

    code, title, status = "item_without_class", "该事项及其窗口没有专属号类，请同时指明号类", 422


def gathered(wanted: Iterable[tuple[str, str | None]]) -> dict[str, list[str]]:
    """Classes in the order in which they were first asked for, each with its items: one class is one matter.

    ``wanted``: class and item code, or None for a class alone. Raises TooManyMatters.
    """
    found: dict[str, list[str]] = {}
    for prefix, item in wanted:
        items = found.setdefault(prefix, [])
        if item is not None and item not in items:
            items.append(item)
    if len(found) > MOST:
        raise TooManyMatters(most=MOST)
    return found
