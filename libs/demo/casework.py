"""What a clerk does with a resident's matter: register, check, accept, notify, return, report upward, complete."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from libs.demo.api import Person
from libs.demo.pace import Pace
from libs.demo.plan import Item, Visitor
from libs.demo.tally import Tally


class Applicant(Protocol):
    """Whose matter it is."""

    @property
    def name(self) -> str: ...
    @property
    def resident_id(self) -> str: ...
    @property
    def phone(self) -> str: ...


def handle_matter(
    clerk: Person, window: int, visitor: Visitor, ticket_id: str, sits_down: datetime, pace: Pace, tally: Tally
) -> None:
    """Handle the matter of ``visitor`` at ``window``; takes its planned time of the hall, whatever the machine took."""
    if visitor.item is None:
        clerk.post("intake", "/tallies", {"kind": visitor.tally, "quantity": 1, "window": window})
        tally.add("tallies")
    else:
        _handle_case(clerk, window, visitor, ticket_id, tally)
    pace.until(sits_down + visitor.handling)


def _handle_case(clerk: Person, window: int, visitor: Visitor, ticket_id: str, tally: Tally) -> None:
    item = visitor.item
    assert item is not None
    incomplete = visitor.course.startswith("notice") and bool(item.required)
    lacking = item.required[-1:] if incomplete else ()
    where = {"window": window, "village_code": visitor.village, "ticket_id": ticket_id}
    path = register(clerk, item, visitor, tally, lacking, **where)
    if incomplete:
        clerk.post("intake", f"{path}/notice", {})
        tally.add("notices")
        if visitor.course == "notice_only":
            return
        # 补齐即受理: the missing paper is fetched from the car, from home, from the village.
        clerk.post("intake", f"{path}/supplement", {})
        tally.add("supplemented")
        count_accepted(item, tally)
    elif visitor.course == "refuse":
        clerk.post("intake", f"{path}/return", {"ground": "不符合申请条件", "basis": "办事指南所列申请条件（样例）"})
        tally.add("returned")
        return
    else:
        accept(clerk, path, item, tally)
    if visitor.course == "complete" and item.kind == "上报件":
        clerk.post("intake", f"{path}/report", {})
        tally.add("reported")
    elif visitor.course == "complete":
        if item.kind == "联办件":
            _hear_departments(clerk, path)
        complete(clerk, path, tally)


def register(
    clerk: Person, item: Item, applicant: Applicant, tally: Tally, lacking: Collection[int] = (), **where: Any
) -> str:
    """Register the matter of ``applicant``, without the materials ``lacking``; the case's path."""
    body = {
        "item_code": item.code,
        "applicant": {
            "name": applicant.name,
            "resident_id": applicant.resident_id,
            "phone": applicant.phone,
            "phone_relation": "本人",
        },
        "received": [seq for seq in item.materials if seq not in lacking],
        "window": item.window,
        **where,
    }
    case = clerk.post("intake", "/cases", body)
    tally.add("cases_registered")
    return f"/cases/{case['id']}"


def accept(clerk: Person, path: str, item: Item, tally: Tally) -> None:
    clerk.post("intake", f"{path}/accept", {})
    count_accepted(item, tally)


def count_accepted(item: Item, tally: Tally) -> None:
    """Of each kind apart; for the day's own table, so not for what is carried in."""
    tally.add("accepted")
    tally.add(f"accepted:{item.kind}")


def complete(clerk: Person, path: str, tally: Tally) -> None:
    """The result is there, and the person takes it along."""
    clerk.post("intake", f"{path}/complete", {"result_code": "issued", "handed_over": True})
    tally.add("completed")


def _hear_departments(clerk: Person, path: str) -> None:
    """The departments sit in the same hall: they agree, and the lead window records it with their paper."""
    for part in clerk.get("intake", path)["parts"]:
        answer = {"answer": "agreed", "paper": "联审意见单（样例）"}
        clerk.post("intake", f"/joint/parts/{part['id']}/answer", answer)
