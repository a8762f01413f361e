"""Opening hours in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.tables import OpeningHours

WEEKDAYS = "一二三四五六日"


def hours_of(tx: ReadTransaction, centre: str, window: int) -> str:
    """周一至周五 08:30—11:30、14:00—17:00: the regular sessions of the window in force."""
    return hours_in_words(sessions_in_force(tx, centre), window)


def sessions_in_force(tx: ReadTransaction, centre: str) -> Sequence[OpeningHours]:
    """The sessions of the scheme in force, in the order of the week."""
    standing = select(OpeningHours).where(OpeningHours.centre == centre, OpeningHours.active)
    return tx.session.scalars(standing.order_by(OpeningHours.weekday, OpeningHours.start)).all()


def hours_in_words(sessions: Sequence[OpeningHours], window: int, *, extended: bool = False) -> str:
    """The window's among ``sessions``: the regular ones, or those of extended service (延时服务)."""
    days: dict[int, list[str]] = {}
    for row in sessions:
        if (row.kind == "extended") == extended and (not row.windows or window in row.windows):
            days.setdefault(row.weekday, []).append(f"{row.start:%H:%M}—{row.end:%H:%M}")
    # Neighbouring days with the same sessions are told in one.
    runs = groupby(enumerate(days.items()), key=lambda entry: (entry[1][0] - entry[0], entry[1][1]))
    return "；".join(_run([day for _, (day, _) in run], spans) for (_, spans), run in runs)


def _run(days: Sequence[int], spans: Sequence[str]) -> str:
    first, last = WEEKDAYS[days[0] - 1], WEEKDAYS[days[-1] - 1]
    return f"周{first}" + (f"至周{last}" if last != first else "") + " " + "、".join(spans)
