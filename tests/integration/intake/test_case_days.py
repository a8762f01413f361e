"""What the passing of days does to cases by itself, on both databases."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.events.intake import CASE_ACCEPTED, CASE_DEADLINE_REACHED, CASE_RETURNED
from services.intake.casework.cases import clockwork, refusals, sweeps
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.rules import Undertaking
from services.intake.casework.notices.actions import give_notice
from services.intake.casework.notices.rules import NoticeTooLate
from tests.integration.intake.case_desk import DIRECTOR, IMMEDIATE, Desk, open_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def ring(desk: Desk, moment: str) -> list[str]:
    """The kinds of reminders that the day brings; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(CASE_DEADLINE_REACHED))
    for _ in range(2):
        with desk.act() as tx:
            sweeps.ring_deadlines(tx)
    return [event.data["kind"] for event in desk.told(CASE_DEADLINE_REACHED)[before:]]


@pytest.mark.row("S2.2")
def test_reminders_come_once_each_on_their_day(desk: Desk) -> None:
    desk.accepted()  # promised for 30 March
    assert ring(desk, "2026-03-25 10:00") == []
    assert ring(desk, "2026-03-26 00:30") == ["approaching"]
    assert ring(desk, "2026-03-29 10:00") == []
    assert ring(desk, "2026-03-30 08:30") == ["due"]
    assert ring(desk, "2026-03-31 00:01") == ["overdue"]
    assert ring(desk, "2026-05-20 10:00") == []


def test_an_extension_is_reminded_of_anew_and_a_pause_is_silent(desk: Desk) -> None:
    case_id = desk.accepted()
    assert ring(desk, "2026-03-27 10:00") == ["approaching"]
    with desk.act(DIRECTOR) as tx:
        clockwork.extend_case(tx, case_id, 10, "案情复杂")
    assert ring(desk, "2026-03-30 10:00") == []
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "专家评审", 30)
    assert ring(desk, "2026-04-30 10:00") == []
    with desk.act() as tx:
        clockwork.resume_case(tx, case_id)
    due = desk.case(case_id).promised_on
    assert due == date(2026, 5, 18)  # 劳动节 5月1日至5日不计，5月9日调休上班计入
    assert ring(desk, "2026-05-14 10:00") == ["approaching"]


def test_after_an_outage_only_what_is_true_is_told(desk: Desk) -> None:
    desk.accepted()
    assert ring(desk, "2026-06-01 10:00") == ["overdue"]


def test_an_immediate_case_rings_only_when_its_day_has_passed(desk: Desk) -> None:
    desk.accepted(IMMEDIATE, [1, 2])
    assert ring(desk, "2026-03-02 17:00") == []
    assert ring(desk, "2026-03-03 08:30") == ["overdue"]


@pytest.mark.row("S2.2")
def test_an_application_nobody_answered_is_accepted_from_the_day_of_receipt(desk: Desk) -> None:
    case_id, answered = desk.register(received=[1]), desk.register(received=[1])
    with desk.act() as tx:
        give_notice(tx, answered)
    desk.at("2026-03-09 23:59")
    with desk.act() as tx:
        assert sweeps.accept_unanswered(tx) == 0
    desk.at("2026-03-10 00:01")
    with pytest.raises(NoticeTooLate), desk.act() as tx:
        give_notice(tx, case_id)
    with desk.act() as tx:
        assert sweeps.accept_unanswered(tx) == 1
        assert sweeps.accept_unanswered(tx) == 0
    case = desk.case(case_id)
    assert case.deemed and case.accepted_at == case.registered_at
    assert case.promised_on == date(2026, 3, 30)
    [accepted] = desk.told(CASE_ACCEPTED)
    assert accepted.data["deemed"] is True
    assert desk.case(answered).state == "awaiting_supplement"


def test_a_clerk_who_accepts_too_late_does_not_gain_days(desk: Desk) -> None:
    case_id = desk.register()
    desk.at("2026-03-16 09:00")
    with desk.act() as tx:
        accept_case(tx, case_id)
    case = desk.case(case_id)
    assert case.deemed and case.promised_on == date(2026, 3, 30)


@pytest.mark.row("C2")
def test_a_broken_undertaking_counts_as_withdrawn(desk: Desk) -> None:
    case_id = desk.register(IMMEDIATE, received=[1])
    with desk.act() as tx:
        accept_case(tx, case_id, [Undertaking(2, "户口簿原件", date(2026, 3, 6))])
    desk.at("2026-03-06 23:59")
    with desk.act() as tx:
        assert sweeps.lapse_undertakings(tx) == 0
    desk.at("2026-03-07 00:01")
    with desk.act() as tx:
        assert sweeps.lapse_undertakings(tx) == 1
    with desk.act() as tx:
        assert sweeps.lapse_undertakings(tx) == 0
    assert desk.case(case_id).state == "withdrawn"
    [left] = desk.told(CASE_RETURNED)
    assert left.data["withdrawn"] and left.data["was_accepted"]
    with pytest.raises(refusals.CaseWithdrawn), desk.act() as tx:
        accept_case(tx, case_id)
