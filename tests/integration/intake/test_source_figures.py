"""Figures at the source: by window, channel and kind, equal to what *reporting* counts from the events."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.intake import AGENCY_ACCEPTED, AGENCY_COMPLETED, AGENCY_KINDS
from libs.common.ids import new_id
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.tables import Case
from services.intake.figures.agency import actions as agency
from services.intake.figures.source_figures.actions import source_figures
from services.intake.figures.tallies.actions import record_tally
from services.intake.items.catalogue.actions import item_for_case, materials_of
from services.intake.online.applications import deciding
from services.reporting.facts.readings import READINGS
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.rules import Bucket
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR, REPORTED, SYNTHETIC, Desk, day, open_desk
from tests.integration.intake.hall import open_hall
from tests.integration.intake.online_desk import QUICK, submitted
from tests.support.harness import Client

SENIOR, INSURANCE = "BM-MZ-008", "BM-SB-001"
MARCH = day("2026-03-01"), day("2026-03-31")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def figures(desk: Desk, first: Any = MARCH[0], last: Any = MARCH[1]) -> dict[str, Any]:
    with desk.db.reading(DIRECTOR) as tx:
        return source_figures(tx, "taozhu", first, last)


def everything_received(desk: Desk, item: str) -> str:
    with desk.act() as tx:
        asked = [each.seq for each in materials_of(tx, item_for_case(tx, "taozhu", item))]
    return desk.accepted(item, asked)


def a_month(desk: Desk) -> None:
    """A few of each, some of them completed, one online, some of another month."""
    for item, count, completed in ((SENIOR, 2, 2), (INSURANCE, 3, 1), (REPORTED, 2, 1)):
        cases = [everything_received(desk, item) for _ in range(count)]
        for case_id in cases[:completed]:
            desk.completed(case_id)
    one = submitted(desk, item=QUICK, materials=(1, 2))
    with desk.act() as tx:
        online = deciding.take_in(tx, one.id).id
        accept_case(tx, online)
    desk.completed(online)
    for window, kind, quantity, channel in (
        (12, "consultation", 5, "counter"), (12, "consultation", 2, "phone"), (5, "consultation", 1, "online"),
        (12, "copy", 30, "counter"), (12, "copy", -2, "counter"), (12, "certificate", 4, "counter"),
    ):  # fmt: skip
        with desk.act() as tx:
            record_tally(tx, "taozhu", window, kind, quantity, channel)
    desk.at("2026-03-31 23:59")
    everything_received(desk, SENIOR)
    desk.at("2026-04-01 00:00")
    everything_received(desk, SENIOR)
    with desk.act() as tx:
        record_tally(tx, "taozhu", 12, "copy", 1, "counter")


@pytest.mark.row("S2.4", "S3.1")
def test_what_the_windows_did_by_kind_and_channel(desk: Desk) -> None:
    a_month(desk)
    found = figures(desk)
    whole = found["whole"]
    assert [whole[name] for name in ("consultations", "certificates", "copies", "phone_calls")] == [8, 4, 28, 0]
    assert whole["tallies"][:3] == [
        {"kind": "consultation", "channel": channel, "quantity": quantity}
        for channel, quantity in (("counter", 5), ("phone", 2), ("online", 1))
    ]
    assert whole["cases"] == {"registered": 9, "accepted": 9, "completed": 5, "completion_rate": 55.6}
    assert whole["online"] == {"registered": 1, "accepted": 1, "completed": 1, "completion_rate": 100.0}
    by_kind = {each["kind"]: (each["accepted"], each["completed"], each["completion_rate"]) for each in whole["agency"]}
    assert by_kind == {
        **dict.fromkeys(AGENCY_KINDS, (0, 0, None)), "senior_card": (3, 2, 66.7), "social_insurance": (3, 1, 33.3),
        "birth_registration": (1, 1, 100.0),
    }  # fmt: skip
    assert (whole["agency_accepted"], whole["agency_completed"], whole["agency_completion_rate"]) == (7, 4, 57.1)
    windows = {row["window"]: row for row in found["windows"]}
    assert [windows[number]["cases"]["accepted"] for number in (5, 6, 1)] == [5, 3, 0]
    assert (windows[5]["consultations"], windows[12]["consultations"]) == (1, 7)
    for name in ("consultations", "copies", "agency_accepted", "agency_completed"):
        assert sum(row[name] for row in found["windows"]) == whole[name]
    assert figures(desk, day("2026-04-01"), day("2026-04-30"))["whole"]["cases"]["accepted"] == 1


@pytest.mark.row("S2.4")
def test_reporting_counts_the_same_from_the_events(desk: Desk) -> None:
    a_month(desk)
    buckets = []
    for reading in READINGS.values():
        for event in desk.told(reading.event):
            row = reading.fact(event, event.time)
            if MARCH[0] <= row["day"] <= MARCH[1]:
                buckets.append(
                    Bucket(row["kind"], row["item_kind"], row["detail"], row["flag"], 1, 1, row["quantity"])
                )
    counted, whole = DEFINITIONS.count(buckets, None), figures(desk)["whole"]
    assert {
        "consultations": counted["consultations"], "certificates": counted["certificates"],
        "copies": counted["copies"], "agency_accepted": counted["agency_accepted"],
        "agency_completed": counted["agency_completed"],
    } == {name: whole[name] for name in (
        "consultations", "certificates", "copies", "agency_accepted", "agency_completed"
    )}  # fmt: skip
    for kind in whole["agency"]:
        assert counted[f"agency_{kind['kind']}"] == kind["accepted"]
        assert counted[f"agency_{kind['kind']}_completed"] == kind["completed"]
    for what, prefix in (("cases", "cases"), ("online", "cases_online")):
        assert counted[f"{prefix}_accepted"] == whole[what]["accepted"]
        assert counted[f"{prefix}_completed"] == whole[what]["completed"]
    assert counted["cases_online"] == whole["online"]["registered"]
    assert counted["cases_registered"] == whole["cases"]["registered"]


@pytest.mark.row("S2.4")
def test_a_case_keeps_the_kind_of_its_registration(desk: Desk) -> None:
    before = everything_received(desk, REPORTED)
    with desk.act(DIRECTOR) as tx:
        agency.set_kind(tx, "taozhu", REPORTED, "social_insurance")
        agency.set_kind(tx, "taozhu", SENIOR, None)
    after = everything_received(desk, REPORTED)
    everything_received(desk, SENIOR)
    for case_id in (before, after):
        desk.completed(case_id)
    assert [event.subject for event in desk.told(AGENCY_ACCEPTED)] == [after]
    assert [event.data["kind"] for event in desk.told(AGENCY_COMPLETED)] == ["social_insurance"]


@pytest.mark.row("S3.1")
def test_a_years_figures_come_quickly(tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'test.db'}", tmp_path)
    pattern = desk.case(desk.accepted())
    usual = {column.key: getattr(pattern, column.key) for column in Case.__table__.columns}
    began = hall("2026-01-02 09:00")
    with desk.act() as tx:
        for start in range(0, 9000, 1000):
            rows = [
                {**usual, "id": new_id(), "case_number": f"{n:023d}", "window": 1 + n % 12, "state": "completed",
                 "registered_at": began + timedelta(minutes=50 * n), "accepted_at": began + timedelta(minutes=50 * n),
                 "completed_at": began + timedelta(minutes=50 * n), "agency_kind": "senior_card"}
                for n in range(start, start + 1000)
            ]  # fmt: skip
            tx.session.execute(insert(Case), rows)
    times = []
    for _ in range(5):
        began_at = time.perf_counter()
        found = figures(desk, day("2026-01-01"), day("2026-12-31"))
        times.append(time.perf_counter() - began_at)
    assert found["whole"]["cases"]["completed"] == 9000
    assert sorted(times)[2] < 0.2, times  # 0.1 on a quiet machine
    desk.db.dispose()


@pytest.mark.row("S2.4", "S3.1")
def test_the_table_over_http_is_for_those_in_charge(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        clerk, lead = intake.client(Role.CLERK), intake.client(Role.WINDOW_LEAD)
        case = register(clerk)
        assert clerk.post(f"/cases/{case['id']}/accept", json={}).json()["state"] == "accepted"
        clerk.post("/tallies", json={"window": 12, "kind": "copy", "quantity": 3})
        asked = "/source-figures?first=2026-03-01&last=2026-03-31"
        assert clerk.get(asked).status_code == 403
        whole = lead.get(asked).json()["whole"]
        assert (whole["copies"], whole["agency_accepted"], whole["agency_completion_rate"]) == (3, 1, 0.0)
        assert lead.get("/source-figures?first=2026-03-02&last=2026-03-01").status_code == 422
        assert {"item_code": SENIOR, "kind": "senior_card"} in lead.get("/agency-items").json()["items"]
        director = intake.client(Role.DIRECTOR)
        assert director.put(f"/agency-items/{SENIOR}", json={"kind": "taxi"}).status_code == 422
        assert director.put(f"/agency-items/{SENIOR}", json={"kind": None}).status_code == 204
        assert "BM-MZ-008" not in lead.get("/agency-items").text
        [told] = intake.wait_for(AGENCY_ACCEPTED)
        assert (told.data["kind"], told.subject) == ("senior_card", case["id"])


def register(clerk: Client) -> Any:
    asked = [material["seq"] for material in clerk.get(f"/items/{SENIOR}").json()["materials"]]
    return clerk.post("/cases", json={"item_code": SENIOR, "applicant": SYNTHETIC, "received": asked}).json()
