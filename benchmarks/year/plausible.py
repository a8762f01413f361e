"""Values that a person of this hall would put into the filters of lists, by the filter's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from benchmarks.year.questions import Values
from benchmarks.year.size import NOW, YearSize, working_days
from benchmarks.year.writer import CENTRE, EDITIONS
from libs.common.clock import local
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases.tables import Case
from services.intake.casework.references.tables import ExternalReference
from services.intake.items.catalogue.tables import Item
from services.intake.items.worksheets.tables import CatalogueImport
from services.intake.quality.surveys.tables import Survey


def plausible(service: str, connection: Connection, size: YearSize) -> Values:
    """Values for ``service`` with a year of ``size`` in its database; identifiers are those of rows that are there."""

    def some(column: Any, count: int = 1, *such: Any) -> list[Any]:
        return list(connection.scalars(select(column).where(*such).distinct().order_by(column).limit(count)))

    return _usual(size) | (_of_intake(some) if service == "intake" else {})


def _usual(size: YearSize) -> dict[str, list[Any]]:
    days = working_days(size.days)
    last = days[-1]
    first, month = last - timedelta(days=364), last - timedelta(days=30)
    today, soon = local(NOW).date(), local(NOW + timedelta(days=10)).date()
    return {
        "centre": [CENTRE], "window": [3, 11], "person": ["clerk03"], "staff": ["clerk03"], "unit": ["U-GG"],
        "date": [last, days[len(days) // 2]], "on": [last],
        "due_before": [today, soon], "follow_up_before": [today, soon],
        "first": [month], "last": [last], "from": [month], "until": [last],
        "whole first": [first], "whole last": [last], "whole from": [first], "whole until": [last],
        "since": [f"{month}T00:00:00+08:00"], "/attendance/figures whole from": [month],
        "/reviews until": [f"{soon}T00:00:00+08:00"], "/bookings/slots from": [soon], "year": [2026],
        "/calendar/editions/<int(max=2147483647):number>/moves number": [EDITIONS], "kind": ["case"],
        "subject_id": ["0" * 36], "queue": ["intake.on_delegation_finished"], "text": ["证", "sfz"],
        "village": ["331082114206"], "village_code": ["331082114206"], "business_class": ["A"],
    }  # fmt: skip


def _of_intake(some: Callable[..., list[Any]]) -> dict[str, list[Any]]:
    return {
        "number": some(ArchiveFile.number), "/tickets number": ["A005"], "retention": some(ArchiveFile.retention, 5),
        "item": some(Case.item_code, 3), "item_code": some(Item.code, 1, Item.bookable), "code": some(Item.code),
        "case_id": some(Case.id), "subject_id": some(Case.id), "import_id": some(CatalogueImport.id),
        "external_id": some(ExternalReference.external_id), "source": some(ExternalReference.source),
        "survey": some(Survey.id),
    }  # fmt: skip
