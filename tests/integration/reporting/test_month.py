"""The month table and its identities, from events on a real broker, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events import Event, devices, intake, petitions, routing
from libs.common.messaging.confirms import Publisher
from libs.common.messaging.relay import sweep
from services.reporting.admin import load_town
from services.reporting.facts.tables import Fact
from services.reporting.service import Service
from tests.support.harness import Client, Running, run_service
from tests.support.waiting import eventually

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "town"
MARCH_2 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
Told = list[tuple[Event, str, dict[str, Any]]]


def case(number: int, window: int, kind: str) -> dict[str, Any]:
    return {"case_id": f"case-{number}", "window": window, "item_kind": kind}


def day_in_the_hall() -> Told:
    """One day: 4 cases, 2 of them accepted at window 5; 5 tickets; 2 delegations; 2 petitions; ratings, tallies."""
    told: Told = []

    def tell(event: Event, subject: str, **changed: Any) -> None:
        told.append((event, subject, changed))

    for number, window, kind in ((1, 5, "promised"), (2, 5, "immediate"), (3, 1, "joint"), (4, 1, "promised")):
        about = case(number, window, kind)
        tell(intake.CASE_REGISTERED, f"case-{number}", **about, registered_at=MARCH_2)
        if number < 4:
            tell(intake.CASE_ACCEPTED, f"case-{number}", **about, accepted_at=MARCH_2)
    tell(intake.NOTICE_GIVEN, "case-4", **case(4, 1, "promised"), given_at=MARCH_2)
    tell(intake.NOTICE_GIVEN, "case-4", **case(4, 1, "promised"), given_at=MARCH_2, second_trip=True)
    tell(intake.CASE_RETURNED, "case-4", **case(4, 1, "promised"), returned_at=MARCH_2, was_accepted=False)
    tell(
        intake.CASE_COMPLETED, "case-2", **case(2, 5, "immediate"), accepted_at=MARCH_2, completed_at=MARCH_2,
        timing="on_time", working_days=0,
    )  # fmt: skip
    for number in range(1, 6):
        tell(
            intake.TICKET_ISSUED, f"ticket-{number}", issued_at=MARCH_2, priority_ground="老年" if number == 1 else None
        )
    for number, waited in ((1, 300), (2, 900)):
        tell(intake.TICKET_SERVING, f"ticket-{number}", window=5, served_at=MARCH_2, waiting_seconds=waited)
        tell(intake.TICKET_FINISHED, f"ticket-{number}", window=5, finished_at=MARCH_2)
    tell(intake.TICKET_MISSED, "ticket-3", window=5, at=MARCH_2)
    tell(intake.TICKET_VOIDED, "ticket-4", at=MARCH_2)
    tell(intake.RATING_RECORDED, "rating-1", window=5, level="dissatisfied", at=MARCH_2)
    tell(intake.TALLY_RECORDED, "tally-1", window=12, quantity=7, at=MARCH_2)
    tell(routing.DELEGATION_OPENED, "delegation-1", opened_at=MARCH_2)
    tell(routing.DELEGATION_OPENED, "delegation-2", opened_at=MARCH_2, village_code="331082114207", post="B")
    tell(routing.DELEGATION_RETURNED, "delegation-1", returned_at=MARCH_2)
    for number in (1, 2):
        tell(petitions.PETITION_REGISTERED, f"petition-{number}", received_at=MARCH_2)
    tell(petitions.PETITION_DISPATCHED, "petition-1", unit="U-HW", dispatched_at=MARCH_2)
    tell(petitions.PETITION_DISPATCHED, "petition-1", unit="U-SH", dispatched_at=MARCH_2)
    tell(petitions.PETITION_ANSWERED, "petition-1", unit="U-SH", timing="overdue", answered_at=MARCH_2)
    tell(petitions.PETITION_CLOSED, "petition-1", unit="U-SH", closed_at=MARCH_2)
    tell(devices.PEOPLE_COUNTED, "camera-1", until=MARCH_2, entered=41)
    return told


def publish(running: Running, told: Told, centre: str = "taozhu") -> None:
    """Tell all and wait until it is heard."""
    before = facts(running)
    with running.scratch.transaction() as tx:
        for event, subject, changed in told:
            tx.emit(event, subject, centre, {**event.load(event.example), **changed})
    publisher = Publisher(running.settings.amqp_url)
    while sweep(running.scratch, publisher):
        pass
    publisher.close()
    eventually(lambda: facts(running) == before + len(told))


def facts(running: Running) -> int:
    with running.db.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(Fact)) or 0


@pytest.fixture
def reporting(broker: BrokerNode, database_url: str, tmp_path: Path) -> Iterator[Running]:
    with run_service(Service, database_url, broker, tmp_path, FixedClock()) as running:
        load_town(running.db, SAMPLES)
        yield running


@pytest.fixture
def reporter(reporting: Running) -> Client:
    return reporting.client(Role.REPORTER)


def line(lines: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(found for found in lines if found["code"] == code)


@pytest.mark.row("S1.1", "S2.4", "G1", "G3")
def test_a_day_becomes_a_table_in_which_everything_adds_up(reporting: Running, reporter: Client) -> None:
    publish(reporting, day_in_the_hall())
    answer = reporter.get("/days/2026-03-02")
    assert answer.status_code == 200, answer.text
    table = answer.json()
    town = table["town"]["counts"]
    expected = {
        "consultations": 7, "cases_registered": 4, "cases_accepted": 3, "cases_immediate": 1, "cases_promised": 1,
        "cases_joint": 1, "cases_supplemented": 1, "second_trips": 1, "cases_returned": 1, "cases_completed": 1,
        "cases_open": 2, "cases_carried": 0, "tickets_issued": 5, "tickets_priority": 1, "tickets_finished": 2,
        "tickets_missed": 1, "tickets_voided": 1, "tickets_open": 1, "delegations_opened": 2, "delegations_open": 1,
        "petitions_received": 2, "petitions_dispatched": 1, "petitions_overdue": 1, "petitions_open": 1,
        "people_entered": 41,
    }  # fmt: skip
    assert {code: town[code] for code in expected} == expected
    assert table["town"]["ratios"]["waiting_mean"]["text"] == "10.0"
    assert table["town"]["ratios"]["satisfied_rate"] == {"numerator": 0, "denominator": 1, "text": "0.0%"}
    assert [found for found in table["identities"] if not found["holds"]] == []
    fifth, first = line(table["windows"], "5"), line(table["windows"], "1")
    assert (fifth["counts"]["cases_accepted"], fifth["counts"]["cases_open"]) == (2, 1)
    assert (first["counts"]["cases_accepted"], first["counts"]["cases_completed"]) == (1, 0)
    assert first["ratios"]["satisfied_rate"]["text"] == "—"
    assert len(table["windows"]) == 12 and len(table["villages"]) == 55
    assert line(table["villages"], "331082114207")["counts"]["delegations_by_b"] == 1
    assert line(table["departments"], "U-HW")["counts"]["petitions_dispatched"] == 1


@pytest.mark.row("G1", "Q9")
def test_a_number_that_was_missed_and_came_back_is_counted_on_both_sides(
    reporting: Running, reporter: Client
) -> None:
    """Ticket 1: missed, re-activated, finished. Ticket 2: missed, re-activated, still waits. Ticket 3: missed twice."""
    told: Told = []
    for number in (1, 2, 3):
        told.append((intake.TICKET_ISSUED, f"ticket-{number}", {"issued_at": MARCH_2}))
        told.append((intake.TICKET_MISSED, f"ticket-{number}", {"window": 5, "at": MARCH_2}))
        told.append((intake.TICKET_REACTIVATED, f"ticket-{number}", {"at": MARCH_2}))
    told.append((intake.TICKET_FINISHED, "ticket-1", {"window": 5, "finished_at": MARCH_2}))
    told.append((intake.TICKET_MISSED, "ticket-3", {"window": 5, "at": MARCH_2}))
    publish(reporting, told)
    table = reporter.get("/days/2026-03-02").json()
    town = table["town"]["counts"]
    wanted = ("tickets_issued", "tickets_reactivated", "tickets_finished", "tickets_missed", "tickets_open")
    assert [town[code] for code in wanted] == [3, 3, 1, 4, 1]
    assert [found for found in table["identities"] if not found["holds"]] == []


@pytest.mark.row("C5", "C8", "S1.1", "S5.2", "S6.2", "G1")
def test_joint_parts_reports_upward_and_deliveries_are_counted_and_add_up(
    reporting: Running, reporter: Client
) -> None:
    """Case 1 joint: of two parts one objected and was asked anew. Case 2 reported twice. Case 3 delivered late."""
    one, two, three = case(1, 1, "joint"), case(2, 5, "reported"), case(3, 5, "promised")
    told: Told = []
    for number, about in ((1, one), (2, two), (3, three)):
        at = {"registered_at": MARCH_2, "channel": "village" if number == 1 else "window"}
        told.append((intake.CASE_REGISTERED, f"case-{number}", {**about, **at}))
        told.append((intake.CASE_ACCEPTED, f"case-{number}", {**about, "accepted_at": MARCH_2}))
    for part in ("part-1", "part-2"):
        told.append((intake.JOINT_PART_OPENED, part, {**one, "at": MARCH_2}))
    late = {**one, "answer": "objected", "timing": "overdue", "at": MARCH_2}
    told.append((intake.JOINT_PART_ANSWERED, "part-1", late))
    told.append((intake.JOINT_PART_REOPENED, "part-1", {**one, "at": MARCH_2}))
    for no in (1, 2):
        timing = "early" if no == 1 else "overdue"
        told.append((intake.CASE_REPORTED_UP, "case-2", {**two, "no": no, "timing": timing, "reported_at": MARCH_2}))
        if no == 1:
            told.append((intake.CASE_SENT_BACK, "case-2", {**two, "no": no, "sent_back_at": MARCH_2}))
    above = {**two, "no": 2, "approved": False, "days_above": 12, "answered_at": MARCH_2}
    told.append((intake.CASE_ANSWERED_ABOVE, "case-2", above))
    told.append((intake.CASE_COMPLETED, "case-3", {**three, "result_code": "issued", "completed_at": MARCH_2}))
    told.append((intake.DELIVERY_OPENED, "delivery-1", {**three, "at": MARCH_2}))
    told.append((intake.DELIVERY_OPENED, "delivery-2", {**three, "at": MARCH_2}))
    told.append((intake.DELIVERY_DELIVERED, "delivery-1", {**three, "way": "post", "late": True, "at": MARCH_2}))
    publish(reporting, told)
    table = reporter.get("/days/2026-03-02").json()
    expected = {
        "cases_from_villages": 1, "cases_accepted": 3, "cases_completed": 1, "cases_issued": 1, "cases_open": 2,
        "joint_parts_opened": 2, "joint_parts_answered": 1, "joint_parts_objected": 1, "joint_parts_overdue": 1,
        "joint_parts_open": 2, "reports_sent": 2, "reports_overdue": 1, "reports_sent_back": 1, "reports_refused": 1,
        "days_above": 12, "results_to_deliver": 2, "results_delivered": 1, "results_posted": 1, "results_late": 1,
        "deliveries_open": 1,
    }  # fmt: skip
    town = table["town"]["counts"]
    assert {code: town[code] for code in expected} == expected
    assert table["town"]["ratios"]["above_mean"]["text"] == "12.0"
    assert [found for found in table["identities"] if not found["holds"]] == []


@pytest.mark.row("G3")
def test_a_month_ends_on_the_25th_in_the_hall_and_carries_over(reporting: Running, reporter: Client) -> None:
    midnight = datetime(2026, 3, 25, 16, 0, tzinfo=UTC)  # 00:00 of the 26th in Shanghai
    last = case(1, 5, "promised")
    publish(
        reporting,
        [
            (intake.CASE_REGISTERED, "case-1", {**last, "registered_at": midnight - timedelta(hours=1)}),
            (intake.CASE_ACCEPTED, "case-1", {**last, "accepted_at": midnight - timedelta(seconds=1)}),
            (intake.CASE_COMPLETED, "case-1", {**last, "completed_at": midnight}),
        ],
    )
    by_setting = reporter.get("/months/2026-03").json()
    april = reporter.get("/months/2026-04?cut=26").json()
    calendar = reporter.get("/months/2026-03?cut=calendar").json()
    assert by_setting["period"] == {"title": "2026年3月", "first": "2026-02-26", "last": "2026-03-25"}
    wanted = ("cases_carried", "cases_accepted", "cases_completed", "cases_open")
    found = [[table["town"]["counts"][code] for code in wanted] for table in (by_setting, april, calendar)]
    assert found == [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0]]
    for table in (by_setting, april, calendar):
        assert all(identity["holds"] for identity in table["identities"])


@pytest.mark.row("G1")
def test_a_lost_fact_breaks_the_identity_and_says_which(reporting: Running, reporter: Client) -> None:
    """A completion without its acceptance: what a bus that loses events would leave."""
    publish(reporting, [(intake.CASE_COMPLETED, "case-9", {"completed_at": MARCH_2})])
    answer = reporter.get("/identities?from=2026-03-01&until=2026-03-31").json()
    broken = [identity for identity in answer["identities"] if not identity["holds"]]
    assert [(each["code"], each["left"], each["right"]) for each in broken] == [("cases", 0, 1)]


def test_figures_are_for_reporters_and_directors_of_the_centre(reporting: Running) -> None:
    publish(reporting, day_in_the_hall()[:4], centre="elsewhere")
    assert reporting.client(Role.CLERK).get("/days/2026-03-02").status_code == 403
    assert reporting.anonymous().get("/days/2026-03-02").status_code == 401
    director = reporting.client(Role.DIRECTOR)
    assert director.get("/days/2026-03-02?centre=elsewhere").status_code == 403
    assert director.get("/days/2026-03-02").json()["town"]["counts"]["cases_registered"] == 0
    county = reporting.client(Role.REPORTER, centres=frozenset({"*"}))
    assert county.get("/days/2026-03-02?centre=elsewhere").json()["town"]["counts"]["cases_registered"] > 0
    two = reporting.client(Role.REPORTER, centres=frozenset({"taozhu", "elsewhere"}))
    assert two.get("/days/2026-03-02").json()["code"] == "centre_missing"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/months/2026-13", "not_a_month"),
        ("/days/2026-02-30", "not_a_day"),
        ("/identities?from=2026-03-02&until=2026-03-01", "period_backwards"),
        ("/months/2026-03?cut=27", "invalid"),
    ],
)
def test_questions_that_make_no_sense_are_refused(path: str, code: str, shared: Running) -> None:
    answer = shared.client(Role.REPORTER).get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.row("G1")
def test_every_figure_says_how_it_is_made(shared: Running) -> None:
    found = shared.client(Role.DIRECTOR).get("/figures").json()
    rated = next(ratio for ratio in found["ratios"] if ratio["code"] == "rated_rate")
    assert rated["denominator"] == ["tickets_finished"] and rated["excludes"]
    assert {count["code"] for count in found["counts"]} >= {"cases_accepted", "petitions_received"}


@pytest.fixture(scope="module")
def shared(broker: BrokerNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("reporting")
    with run_service(Service, f"sqlite:///{folder / 'test.db'}", broker, folder, FixedClock()) as running:
        yield running
