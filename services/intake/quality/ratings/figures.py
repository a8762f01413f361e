"""Figures of ratings: how many took part, how many were satisfied, what was left out and why.

Counted by handlings that ended in the period, so that a share never passes 100 % and silence stays silence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, Subquery, and_, cast, func, or_, select, union_all

from libs.common.deadlines import due_at
from libs.common.events.parts import LEVELS
from libs.common.transaction import ReadTransaction
from services.intake.casework.cases.tables import Case
from services.intake.hall.queue.rules import FINISHED
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.tables import Window
from services.intake.quality.ratings.handlings import ticket_items
from services.intake.quality.ratings.rules import BAD
from services.intake.quality.ratings.tables import IgnoredRating, Rating

BY = ("window", "item", "clerk")


def rating_figures(tx: ReadTransaction, centre: str, first: date, last: date, by: str) -> dict[str, Any]:
    """The figures of handlings that ended from ``first`` to ``last`` (Asia/Shanghai), whole and one row a ``by``.

    By item, only handlings that were of one item are rows of their own; the others stand under ``key`` "".
    """
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, level, excluded, flags, count in tx.session.execute(_counts(_handlings(centre, first, last, by), by)):
        _add(counted[key or ""], level, excluded, flags, count)
    names = _names(tx, centre, by)
    whole = sum(counted.values(), Counter())
    rows = [{"key": key, "name": names.get(key, key), **_figures(counted[key])} for key in sorted(counted)]
    return {"by": by, "whole": _figures(whole), "rows": rows, "ignored": _ignored(tx, centre, first, last)}


def _handlings(centre: str, first: date, last: date, by: str) -> Subquery:
    """Tickets finished and cases completed or returned in the period, each with its window, item or clerk."""
    since, until = due_at(first - timedelta(days=1)), due_at(last)
    finished = (Ticket.centre == centre, Ticket.service_date.between(first, last), Ticket.state == FINISHED)
    if by == "item":
        items = ticket_items(Case.centre == centre)
        tickets = select(Ticket.id, items.c.item_code.label("item"))
        tickets = tickets.outerjoin(items, items.c.ticket_id == Ticket.id)
    else:
        tickets = select(Ticket.id, _key(Ticket, by).label(by))
    ended = or_(
        and_(Case.completed_at >= since, Case.completed_at < until),
        and_(Case.completed_at.is_(None), Case.returned_at >= since, Case.returned_at < until),
    )
    cases = select(Case.id, Case.item_code if by == "item" else _key(Case, by)).where(Case.centre == centre, ended)
    return union_all(tickets.where(*finished), cases).subquery()


def _key(table: type[Ticket] | type[Case], by: str) -> Any:
    return cast(table.window, String) if by == "window" else table.clerk


def _counts(handlings: Subquery, by: str) -> Any:
    key = handlings.c[by]
    return (
        select(key, Rating.level, Rating.excluded, Rating.flags, func.count())
        .select_from(handlings.outerjoin(Rating, Rating.handling_id == handlings.c.id))
        .group_by(key, Rating.level, Rating.excluded, Rating.flags)
    )


def _add(counts: Counter[str], level: str | None, excluded: str | None, flags: str | None, count: int) -> None:
    counts["handled"] += count
    if level is None:
        return
    counts["rated"] += count
    counts[level] += count
    if excluded:
        counts[f"excluded.{excluded}"] += count
        counts["excluded"] += count
    for flag in filter(None, (flags or "").split(",")):
        counts[f"flag.{flag}"] += count
    if flags:
        counts["flagged"] += count
        counts["flagged.satisfied"] += count if level not in BAD else 0
        counts["flagged.excluded"] += count if excluded else 0


def _figures(counts: Mapping[str, int]) -> dict[str, Any]:
    """``satisfaction`` leaves out what an appeal excluded; ``unflagged`` what was flagged besides, to compare."""
    valid = counts["rated"] - counts["excluded"]
    satisfied = counts["rated"] - sum(counts[level] for level in BAD)
    unflagged = valid - counts["flagged"] + counts["flagged.excluded"]
    return {
        "handled": counts["handled"],
        "rated": counts["rated"],
        "not_rated": counts["handled"] - counts["rated"],
        "participation": _share(counts["rated"], counts["handled"]),
        "levels": {level: counts[level] for level in LEVELS},
        "valid": valid,
        "satisfaction": _share(satisfied, valid),
        "excluded": _part(counts, "excluded."),
        "flagged": _part(counts, "flag."),
        "satisfaction_unflagged": _share(satisfied - counts["flagged.satisfied"], unflagged),
    }


def _part(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in sorted(counts.items()) if name.startswith(prefix)}


def _share(above: int, below: int) -> float | None:
    """Percent with one decimal; None, shown as "—", where there is nothing to divide by."""
    return round(100 * above / below, 1) if below else None


def _names(tx: ReadTransaction, centre: str, by: str) -> dict[str, str]:
    if by == "window":
        windows = select(Window.number, Window.name).where(Window.centre == centre)
        return {str(number): name for number, name in tx.session.execute(windows)}
    if by == "item":
        latest = select(Case.item_code, func.max(Case.item_name)).where(Case.centre == centre)
        return {code: name for code, name in tx.session.execute(latest.group_by(Case.item_code))}
    return {}


def _ignored(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[str, int]:
    """What was pressed and not counted, by reason."""
    since, until = due_at(first - timedelta(days=1)), due_at(last)
    query = (
        select(IgnoredRating.reason, func.count())
        .where(IgnoredRating.centre == centre, IgnoredRating.at >= since, IgnoredRating.at < until)
        .group_by(IgnoredRating.reason)
        .order_by(IgnoredRating.reason)
    )
    return {reason: count for reason, count in tx.session.execute(query)}
