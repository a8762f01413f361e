"""Second trips counted (N5): which guide is wrong, which window forgets, and with what reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from libs.common.deadlines import due_at
from libs.common.transaction import ReadTransaction
from services.intake.casework.cases.tables import Case, CaseMaterial
from services.intake.casework.notices.rules import Forgotten, forgotten, guide_is_wrong
from services.intake.casework.notices.tables import Notice

BY = ("item", "window")


def second_trips(tx: ReadTransaction, centre: str, first: date, last: date, by: str) -> list[dict[str, Any]]:
    """Notices given from ``first`` to ``last`` (Asia/Shanghai), a row an item's version or a window; worst first.

    A second trip counts against the item as published when the case began, and against the window of the first
    notice, which did not say everything.
    """
    since, until = due_at(first - timedelta(days=1)), due_at(last)
    # Columns alone: a year's notices are counted, and nobody's name is needed for it.
    query = (
        select(
            Notice.id, Notice.case_id, Notice.window, Notice.second_trip, Notice.override_reason,
            Case.item_code, Case.item_version, Case.item_name,
        )
        .join(Case, Case.id == Notice.case_id)
        .where(Notice.centre == centre, Notice.given_at >= since, Notice.given_at < until)
        .order_by(Notice.id)
    )  # fmt: skip
    found = tx.session.execute(query).all()
    again = {each.case_id for each in found if each.second_trip}
    history, guides = _history(tx, again), _guides(tx, again)
    rows: defaultdict[tuple[str, int], dict[str, Any]] = defaultdict(
        lambda: {"name": "", "notices": 0, "second_trips": 0, "missed": Counter(), "reasons": Counter()}
    )
    for each in found:
        earlier = [one for one in history.get(each.case_id, ()) if one.id < each.id]
        window = earlier[0].window if earlier else each.window
        row = rows[(each.item_code, each.item_version) if by == "item" else (str(window), 0)]
        row["name"] = each.item_name if by == "item" else f"{window}号窗口"
        row["notices"] += 1
        if each.second_trip:
            row["second_trips"] += 1
            row["reasons"][each.override_reason or ""] += 1
            told = {item.name for one in earlier for item in one.items}
            asked = [item.name for one in history[each.case_id] if one.id == each.id for item in one.items]
            row["missed"].update(forgotten(told, asked, guides.get(each.case_id, set())))
    shown = [_row(key, row) for key, row in rows.items()]
    return sorted(shown, key=lambda row: (-row["second_trips"], -row["notices"], row["key"], row["version"] or 0))


def _row(key: tuple[str, int], row: Mapping[str, Any]) -> dict[str, Any]:
    missed: Counter[Forgotten] = row["missed"]
    return {
        "key": key[0],
        "version": key[1] or None,
        "name": row["name"],
        "notices": row["notices"],
        "second_trips": row["second_trips"],
        "share": round(100 * row["second_trips"] / row["notices"], 1),
        "missed": [
            {"name": one.name, "in_guide": one.in_guide, "times": times}
            for one, times in sorted(missed.items(), key=lambda pair: (-pair[1], pair[0].name))
        ],
        "reasons": [{"reason": reason, "times": times} for reason, times in row["reasons"].most_common()],
        "guide_wrong": guide_is_wrong(missed),
    }


def _history(tx: ReadTransaction, cases: Iterable[str]) -> dict[str, list[Notice]]:
    """All notices of the cases, the first one first: it may lie before the period."""
    found: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in tx.session.scalars(select(Notice).where(Notice.case_id.in_(cases)).order_by(Notice.id)):
        found[notice.case_id].append(notice)
    return found


def _guides(tx: ReadTransaction, cases: Iterable[str]) -> dict[str, set[str]]:
    """What each case's guide asks for, by name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = select(CaseMaterial.case_id, CaseMaterial.name).where(CaseMaterial.case_id.in_(cases))
    for case_id, name in tx.session.execute(query):
        found[case_id].add(name)
    return found
