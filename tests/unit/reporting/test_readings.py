"""Every event of the other services that tells of work becomes a fact, without anything personal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from libs.common.events import Envelope, Event, devices, intake
from libs.common.events.declaration import DECLARED
from services.reporting.facts.readings import EVENTS, READINGS
from services.reporting.facts.tables import Fact
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.rules import Bucket

AT = datetime(2026, 3, 2, 0, 31, 5, tzinfo=UTC)


def fact(event: Event, **changed: Any) -> dict[str, Any]:
    data = {**event.load(event.example), **changed}
    envelope = Envelope("e-1", event.type, "/intake/taozhu", "s-1", AT, 3, "c-1", None, None, data)
    return READINGS[event.type].fact(envelope, AT)


@pytest.mark.row("S2.4")
def test_all_events_of_intake_routing_and_petitions_are_read() -> None:
    wanted = {key for key, event in DECLARED.items() if event.service in ("intake", "routing", "petitions")}
    assert wanted - READINGS.keys() == set()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_the_example_of_each_event_fits_the_columns(event: Event) -> None:
    row = fact(event)
    assert row.keys() == {column.key for column in Fact.__table__.columns}
    assert (row["kind"], row["centre"], row["subject"], row["sequence"]) == (event.name, "taozhu", "s-1", 3)
    assert row["at"].tzinfo is not None
    assert (row["unit_kind"] is None) == (row["unit_code"] is None)


@pytest.mark.row("S2.7")
def test_publicity_is_counted_by_its_form() -> None:
    told = [fact(devices.ANNOUNCEMENT_PUBLISHED, form=form) for form in ("announcement", "poster", "poster", "meeting")]
    buckets = [Bucket(kind=row["kind"], detail=row["detail"], rows=1) for row in told]
    counted = DEFINITIONS.count(buckets, None)
    figures = {code: counted[code] for code in ("publicity", "announcements", "posters", "publicity_meetings")}
    assert figures == {"publicity": 4, "announcements": 1, "posters": 2, "publicity_meetings": 1}


def test_nothing_personal_is_kept() -> None:
    assert "张" not in str(fact(intake.CASE_ACCEPTED))
    assert "clerk" not in str(fact(intake.TICKET_FINISHED, clerk="clerk-01"))


def test_the_day_is_the_hall_s_and_not_utc_s() -> None:
    late = datetime(2026, 3, 25, 16, 0, tzinfo=UTC)
    assert fact(intake.CASE_COMPLETED, completed_at=late)["day"] == date(2026, 3, 26)


def test_leaving_undone_is_told_apart() -> None:
    withdrawn = fact(intake.CASE_RETURNED, withdrawn=True, was_accepted=False)
    assert (withdrawn["detail"], withdrawn["flag"]) == ("withdrawn", False)
    assert fact(intake.CASE_RETURNED)["detail"] == "returned"


@pytest.mark.row("S4.5", "S4.10")
def test_service_forms_are_counted_apart() -> None:
    events = (
        (intake.CASE_REGISTERED, {"extended_hours": True}), (intake.CASE_REGISTERED, {}),
        (intake.TICKET_FINISHED, {"extended_hours": True}), (intake.BOOKING_CONFIRMED, {}),
        (intake.BOOKING_MISSED, {}), (intake.VISIT_FINISHED, {}), (intake.VISIT_ANSWERED, {"late": True}),
    )  # fmt: skip
    buckets = [
        Bucket(row["kind"], row["item_kind"], row["detail"], row["flag"], rows=1)
        for row in (fact(event, **changed) for event, changed in events)
    ]
    counts = DEFINITIONS.count(buckets, None)
    wanted = ("cases_registered", "cases_extended", "tickets_extended", "bookings", "bookings_missed", "visits")
    assert [counts[code] for code in (*wanted, "visits_answered_late")] == [2, 1, 1, 1, 1, 1, 1]
