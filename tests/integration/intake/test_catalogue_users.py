"""Who goes by the catalogue: running cases stay with their version, bookings end with the item, posts are its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.errors import StaleVersion
from services.intake.appointments.booking import refusals as booking_refusals
from services.intake.appointments.booking.views import slots_view
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.steps import materials_of as materials_of_case
from services.intake.casework.forms.facts import facts_of_case
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue import drafting, editing_views, refusals
from services.intake.items.catalogue.actions import item_version, materials_of
from services.intake.items.catalogue.placing import place_window
from services.intake.items.guide.views import guide_of
from tests.integration.intake.booking_desk import attempt
from tests.integration.intake.case_desk import DIRECTOR, REPORTED, Desk, open_desk
from tests.integration.intake.catalogue_desk import CENTRE, LEAD, PLAIN, draft, end, material, new_version, publish


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


@pytest.mark.row("C1")
def test_a_running_case_stays_with_the_version_it_started_on(desk: Desk) -> None:
    def said(case_id: str) -> dict[str, Any]:
        """All that the case takes from the catalogue: columns, materials, and what its papers print."""
        with desk.db.reading() as tx:
            case = desk.case(case_id)
            facts = facts_of_case(tx, case)
            return {
                "limits": (case.item_version, case.promised_limit, case.legal_limit, case.promised_on, case.legal_on),
                "materials": [
                    (each.seq, each.name, each.required, each.conditional) for each in materials_of_case(tx, case_id)
                ],
                "papers": (
                    facts.item.version, facts.item.fee, facts.item.conditions, [each.name for each in facts.asked]
                ),
            }  # fmt: skip

    opened, waiting = desk.accepted(), desk.register()
    before = said(opened)
    fewer = [material("新申请表", "original", 2)]
    new_version(desk, REPORTED, promised_limit=5, legal_limit=9, fee="1元", materials=fewer)
    new_version(desk, REPORTED, promised_limit=3, legal_limit=7, fee="2元", conditions=["新条件"])
    desk.at("2026-03-03 09:00")
    with desk.act() as tx:
        accept_case(tx, waiting)
    assert said(opened) == before
    assert (before["limits"][:3], len(before["materials"])) == ((1, 20, 20), 6)
    held = said(waiting)
    # Accepted a day later under the limits of the version it was registered with.
    assert held["limits"][:3] == (1, 20, 20) and held["materials"] == before["materials"]
    with desk.db.reading() as tx:
        assert len(materials_of(tx, item_version(tx, CENTRE, REPORTED, 1))) == 6
    fresh = said(desk.register(received=[1]))
    assert fresh["limits"][:3] == (3, 3, 7)
    assert (fresh["materials"], fresh["papers"]) == (
        [(1, "新申请表", True, False)], (3, "2元", ["新条件"], ["新申请表"]),
    )  # fmt: skip


@pytest.mark.row("C1", "C11")
def test_nobody_books_an_item_past_its_last_day(desk: Desk) -> None:
    item = "BM-MZ-001"
    assert attempt(desk.db, 1, "2026-03-05 09:30", item) == "booked"
    end(desk, "2026-03-04", item)
    with desk.db.reading() as tx:
        days = [each["date"] for each in slots_view(tx, CENTRE, item, None)["days"]]
    assert days[-1] == date(2026, 3, 4)
    assert attempt(desk.db, 2, "2026-03-05 09:30", item) == booking_refusals.SlotNotOffered.code
    assert attempt(desk.db, 2, "2026-03-04 09:30", item) == "booked"


@pytest.mark.row("S2.1")
def test_an_item_has_posts_of_its_own_or_those_of_its_window(desk: Desk) -> None:
    def posts() -> dict[str, str | None]:
        with desk.db.reading() as tx:
            found: dict[str, str | None] = guide_of(tx, CENTRE, PLAIN, None)["posts"]
            return found

    assert posts() == {"a": "窗口员01", "b": "窗口员02"}
    for pair in (("clerk03", "clerk03"), ("clerk03", None), ("clerk03", "nobody")):
        begun = draft(desk, post_a=pair[0], post_b=pair[1])
        with pytest.raises(refusals.ItemInvalid):
            publish(desk, begun)
        with desk.act(LEAD) as tx:
            drafting.discard_draft(tx, begun)
    new_version(desk, post_a="clerk03", post_b="clerk04")
    assert posts() == {"a": "窗口员03", "b": "窗口员04"}
    with desk.act(DIRECTOR) as tx:
        tx.session.query(Staff).filter_by(login="clerk04").update({"active": False})
    with desk.db.reading() as tx:
        (broken,) = editing_views.catalogue_faults(tx, CENTRE)
    assert (broken["code"], [fault.code for fault in broken["faults"]]) == (PLAIN, ["post_unknown"])


@pytest.mark.row("S2.1")
def test_a_window_s_posts_are_two_people_at_work_here(desk: Desk) -> None:
    def place(**said: Any) -> int:
        with desk.act(DIRECTOR) as tx:
            tx.if_match = said.pop("if_match", None)
            return place_window(tx, CENTRE, 1, **said).version

    assert place(location="一楼东侧", post_b="clerk05") == 2
    for wrong in ({"post_b": "clerk01"}, {"post_a": "nobody"}):
        with pytest.raises(refusals.PostsInvalid):
            place(**wrong)
    with pytest.raises(StaleVersion):
        place(location="二楼", if_match=1)
    with desk.db.reading() as tx:
        guide = guide_of(tx, CENTRE, PLAIN, None)
    assert (guide["posts"]["b"], guide["windows"][0]["location"]) == ("窗口员05", "一楼东侧")
