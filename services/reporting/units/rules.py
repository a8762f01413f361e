"""Kinds of units, and which centre a question is about."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from libs.common.errors import Invalid


class UnitKind(StrEnum):
    WINDOW = "window"  # 窗口
    VILLAGE = "village"  # 村
    DEPARTMENT = "department"  # 承办单位
    QUEUE = "queue"  # 号类：取号时还不知道窗口


class CentreMissing(Invalid):
    code, title = "centre_missing", "请指明中心"


def only_centre(seen: Collection[str]) -> str:
    """The centre meant by somebody who names none: the only one he sees. Raises CentreMissing."""
    if len(seen) != 1:
        raise CentreMissing(field="centre")
    return next(iter(seen))
