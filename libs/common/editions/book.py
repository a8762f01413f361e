"""A service's own tables of the calendar, as the functions here are handed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from libs.common.editions.tables import DeadlineMoveColumns, EditionColumns, PublishedDayColumns


@dataclass(frozen=True)
class Book:
    """``kinds``: how each kind of deadline is called; ``confidential``: those whose moves are listed for those in
    charge alone."""

    day: type[PublishedDayColumns]
    edition: type[EditionColumns]
    move: type[DeadlineMoveColumns]
    kinds: Mapping[str, str]
    confidential: frozenset[str] = frozenset()
