"""Online applications, agency items by kind and surveys in the figures, from the facts of their events."""

from __future__ import annotations

from typing import Any

import pytest

from libs.common.events import Event, intake
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.rules import Bucket
from tests.unit.reporting.test_readings import fact


def bucket(event: Event, rows: int, **changed: Any) -> Bucket:
    row = fact(event, **changed)
    return Bucket(
        row["kind"], row["item_kind"], row["detail"], row["flag"], rows=rows, subjects=rows,
        quantity=rows * row["quantity"],
    )  # fmt: skip


@pytest.mark.row("S4.4")
def test_what_was_accepted_and_completed_online_is_counted_apart() -> None:
    facts = [
        bucket(intake.APPLICATION_SUBMITTED, 9), bucket(intake.APPLICATION_TAKEN_IN, 6),
        bucket(intake.APPLICATION_TAKEN_IN, 1, unanswered=True), bucket(intake.APPLICATION_DECLINED, 1),
        bucket(intake.CASE_REGISTERED, 7, channel="online"), bucket(intake.CASE_REGISTERED, 20),
        bucket(intake.CASE_ACCEPTED, 5, channel="online"), bucket(intake.CASE_ACCEPTED, 15),
        bucket(intake.CASE_COMPLETED, 4, channel="online"), bucket(intake.CASE_COMPLETED, 11),
    ]  # fmt: skip
    counts = DEFINITIONS.count(facts, None)
    codes = (
        "applications_submitted", "applications_taken_in", "applications_unanswered", "applications_declined",
        "cases_registered", "cases_online", "cases_accepted", "cases_online_accepted", "cases_completed",
        "cases_online_completed",
    )  # fmt: skip
    assert [counts[code] for code in codes] == [9, 7, 1, 1, 27, 7, 20, 5, 15, 4]
    shares = DEFINITIONS.share({**counts, "applications_open": 1, "applications_carried": 0})
    assert [shares[code].text for code in ("online_share", "online_completion_rate")] == ["25.0%", "80.0%"]


@pytest.mark.row("S4.4")
def test_an_event_of_before_channels_were_told_still_counts() -> None:
    old = intake.CASE_ACCEPTED.load({k: v for k, v in intake.CASE_ACCEPTED.example.items() if k != "channel"})
    assert "channel" not in old and fact(intake.CASE_ACCEPTED)["detail"] == "window"


@pytest.mark.row("S2.4")
def test_agency_items_by_kind_with_their_rate() -> None:
    facts = [
        bucket(intake.AGENCY_ACCEPTED, 8, kind="social_insurance"), bucket(intake.AGENCY_ACCEPTED, 2),
        bucket(intake.AGENCY_COMPLETED, 6, kind="social_insurance"), bucket(intake.AGENCY_COMPLETED, 2),
    ]  # fmt: skip
    counts = DEFINITIONS.count(facts, None)
    codes = ("agency_accepted", "agency_social_insurance", "agency_senior_card", "agency_food_licence",
             "agency_social_insurance_completed")  # fmt: skip
    assert [counts[code] for code in codes] == [10, 8, 2, 0, 6]
    assert DEFINITIONS.share(counts)["agency_completion_rate"].text == "80.0%"
    titles = {count.title for count in DEFINITIONS.counts}
    words = "社保 老年证 准生证 独生子女证 残疾证 营业执照 食品经营许可证 党员组织关系转接"  # source document 2
    assert set(words.split()) <= titles


@pytest.mark.row("S4.14", "S4.4")
def test_surveys_and_what_became_of_their_findings() -> None:
    facts = [
        bucket(intake.SURVEY_CLOSED, 1, kind="opinion", answers=40), bucket(intake.SURVEY_CLOSED, 1),
        bucket(intake.SURVEY_FINDING_OPENED, 3), bucket(intake.SURVEY_FINDING_CLOSED, 1),
        bucket(intake.SURVEY_FINDING_CLOSED, 1, in_time=False),
    ]  # fmt: skip
    counts = DEFINITIONS.count(facts, None)
    codes = ("opinions", "survey_answers", "findings_opened", "findings_closed", "findings_in_time")
    assert [counts[code] for code in codes] == [40, 126, 3, 2, 1]
