"""Ratings on both databases: bound to the handling, flagged and shown, counted with what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.actor import Actor, Role
from libs.common.events.intake import RATING_FLAGGED, RATING_RECORDED
from services.intake.quality.appeals.actions import lodge_appeal, uphold_appeal
from services.intake.quality.ratings import rules
from services.intake.quality.ratings.actions import rate_by_code, take_down
from services.intake.quality.ratings.figures import rating_figures
from services.intake.quality.ratings.queries import find_ratings
from services.intake.quality.ratings.tables import Rating
from tests.integration.intake.case_desk import CLERK, DIRECTOR, IMMEDIATE, REPORTED, Desk, open_desk
from tests.integration.intake.rated import CENTRE, LEAD, completed, phoned, press, served

MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def ratings(desk: Desk, actor: Actor = DIRECTOR, **asked: str) -> list[Rating]:
    with desk.db.reading(actor) as tx:
        found = list(tx.session.scalars(find_ratings(tx, CENTRE, **asked).order_by(Rating.id)))
        tx.session.expunge_all()
        return found


@pytest.mark.row("C12")
def test_a_rating_is_bound_to_a_ticket_or_a_case_by_whichever_way_and_given_once(desk: Desk) -> None:
    ticket = served(desk)
    case_id = completed(desk, ticket_id=ticket)
    case = desk.case(case_id)
    with desk.act() as tx:
        rate_by_code(tx, case.case_number, case.query_code, "very_satisfied", ["510"], phone="138 0000 1234")
    press(desk, ticket)
    told = {event.data["handling"]: event.data for event in desk.told(RATING_RECORDED)}
    assert {kind: (data["handling_id"], data["channel"], data["item_code"]) for kind, data in told.items()} == {
        "case": (case_id, "qr", IMMEDIATE),
        "ticket": (ticket, "evaluator", IMMEDIATE),
    }
    with pytest.raises(rules.AlreadyRated):
        phoned(desk, case_id, "dissatisfied")
    with pytest.raises(rules.AlreadyRated):
        press(desk, ticket, "dissatisfied")
    assert [rating.level for rating in ratings(desk)] == ["very_satisfied", "satisfied"]


@pytest.mark.row("C12")
def test_number_and_code_are_one_answer_and_what_is_under_way_is_not_rated(desk: Desk) -> None:
    done, under_way = desk.case(completed(desk)), desk.case(desk.accepted(REPORTED))
    ticket = served(desk)
    wrong = [(done.case_number, "000000"), ("nothing", done.query_code), ("A002", ticket), ("A001", done.id)]
    for number, code in wrong:
        with pytest.raises(rules.UnknownHandling), desk.act() as tx:
            rate_by_code(tx, number, code, "satisfied")
    with pytest.raises(rules.NotHandledYet), desk.act() as tx:
        rate_by_code(tx, under_way.case_number, under_way.query_code, "satisfied")
    with pytest.raises(rules.UnknownIndicator), desk.act() as tx:
        rate_by_code(tx, done.case_number, done.query_code, "satisfied", ["207"])
    with desk.act() as tx:
        rate_by_code(tx, "A001", ticket, "satisfied", ["413"])
    assert [rating.handling_id for rating in ratings(desk)] == [ticket]


@pytest.mark.row("N11")
def test_nobody_writes_down_or_sees_a_rating_of_their_own_work(desk: Desk) -> None:
    lead_too = Actor("clerk01", "staff", roles=frozenset({Role.WINDOW_LEAD, Role.DIRECTOR}), centres=CLERK.centres)
    named, unnamed = served(desk), served(desk, clerk=None)
    for handling in (named, unnamed):
        with pytest.raises(rules.RatesOwnWork), desk.act(lead_too) as tx:
            take_down(tx, handling, "very_satisfied", "phone")
        phoned(desk, handling, "very_satisfied")
    assert len(ratings(desk, LEAD)) == 2
    assert ratings(desk, lead_too) == []


@pytest.mark.row("N11")
def test_ratings_that_nobody_may_have_given_are_flagged_and_stay_counted(desk: Desk) -> None:
    # Six at window 1 within a minute, though they reach us half an hour late; the last was pressed at once.
    handlings = [served(desk) for _ in range(6)]
    start = desk.clock.now()
    for number, handling in enumerate(handlings):
        desk.clock.at = start
        press(desk, handling, "very_satisfied", after=5.0 * number + 1, sent_after=1800)
    assert [rating.flags for rating in ratings(desk)] == ["burst"] * 6
    press(desk, quick := served(desk), "dissatisfied", after=0.4)
    (flagged,) = ratings(desk, flag="too_fast")
    assert (flagged.handling_id, flagged.elapsed, len(ratings(desk, flag="any"))) == (quick, 0.4, 7)
    assert sorted(event.data["flag"] for event in desk.told(RATING_FLAGGED)) == ["burst"] * 6 + ["too_fast"]
    press(desk, served(desk), "satisfied")
    with desk.db.reading() as tx:
        whole = rating_figures(tx, CENTRE, MONDAY, MONDAY, "window")["whole"]
    assert (whole["rated"], whole["valid"], whole["flagged"]) == (8, 8, {"burst": 6, "too_fast": 1})
    assert (whole["satisfaction"], whole["satisfaction_unflagged"]) == (87.5, 100.0)


@pytest.mark.row("C12", "N11", "S4.14")
def test_figures_say_who_was_silent_and_what_was_left_out_and_why(desk: Desk) -> None:
    # Window 1: four tickets, one of them silent; window 5: a completed case, silent.
    press(desk, served(desk), "very_satisfied")
    press(desk, served(desk), "dissatisfied")
    bad = press(desk, served(desk), "very_dissatisfied")
    served(desk)
    completed(desk)
    with desk.db.reading() as tx:
        before = rating_figures(tx, CENTRE, MONDAY, MONDAY, "window")
    first, fifth = before["rows"]
    assert (first["key"], first["name"], first["handled"], first["not_rated"]) == ("1", "国土资源", 4, 1)
    assert (first["participation"], first["satisfaction"], first["excluded"]) == (75.0, 33.3, {})
    assert (fifth["handled"], fifth["participation"], fifth["satisfaction"]) == (1, 0.0, None)
    with desk.act(LEAD) as tx:
        appeal = lodge_appeal(tx, bad, "按错了键，当面确认").id
    with desk.act(DIRECTOR) as tx:
        uphold_appeal(tx, appeal, "mistaken", "经核实为误按")
    with desk.db.reading() as tx:
        after = rating_figures(tx, CENTRE, MONDAY, MONDAY, "window")["rows"][0]
        by_item = rating_figures(tx, CENTRE, MONDAY, MONDAY, "item")
        by_clerk = rating_figures(tx, CENTRE, MONDAY, MONDAY, "clerk")["rows"]
        tomorrow = rating_figures(tx, CENTRE, date(2026, 3, 3), date(2026, 3, 3), "window")
    assert (after["rated"], after["valid"], after["satisfaction"]) == (3, 2, 50.0)
    assert (after["excluded"], after["levels"]["very_dissatisfied"]) == ({"mistaken": 1}, 1)
    assert {row["key"]: row["handled"] for row in by_item["rows"]} == {"": 4, IMMEDIATE: 1}
    assert {row["key"]: row["rated"] for row in by_clerk} == {"clerk01": 3}
    assert (tomorrow["rows"], tomorrow["whole"]["participation"]) == ([], None)
