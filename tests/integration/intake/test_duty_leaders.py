"""Duty leaders on both databases: rostered, swapped by consent, shown to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.actor import Actor, Role
from libs.common.events.intake import LEADER_ROSTERED, LEADER_SWAP_CHANGED
from services.intake.duty.leaders import actions, rules
from services.intake.duty.leaders.reading import public_leader, roster
from services.intake.duty.staff.actions import create_staff
from services.intake.duty.whereabouts.actions import drop_placard, put_placard
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, open_duty

MON, TUE, WED = (date(2026, 3, day) for day in (2, 3, 4))
DEPUTY = Actor("deputy", name="副主任", roles=frozenset({Role.DIRECTOR}), centres=frozenset({CENTRE}))


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_duty(database_url, tmp_path, board=())
    with opened.act(DIRECTOR) as tx:
        create_staff(tx, CENTRE, "deputy", name="副主任", roles=["director"], centres=[CENTRE], villages=[], unit=None)
        put_placard(tx, CENTRE, "deputy", "副主任", "0576-85550102")
    opened.lead_by("director", str(MON), str(WED))
    opened.lead_by("lead01", str(TUE))
    yield opened
    opened.db.dispose()


def rostered(desk: OnDuty) -> list[str]:
    with desk.db.reading() as tx:
        return [row["login"] for row in roster(tx, CENTRE, MON, WED)]


def ask(desk: OnDuty, day: date, asked: str, other: date | None = None, by: Actor = DIRECTOR) -> str:
    with desk.act(by) as tx:
        return actions.ask_swap(tx, CENTRE, day, asked, other, "外出开会").id


@pytest.mark.row("S3.2")
def test_everybody_may_know_the_name_and_post_of_who_leads_today(desk: OnDuty) -> None:
    with desk.db.reading() as tx:
        assert public_leader(tx, CENTRE, MON) == {"day": MON, "name": "中心主任", "post": "中心"}
        assert public_leader(tx, CENTRE, date(2026, 3, 7)) == {"day": date(2026, 3, 7), "name": None, "post": None}
    with desk.act(DIRECTOR) as tx:
        drop_placard(tx, CENTRE, "director")
    with desk.db.reading() as tx:
        assert public_leader(tx, CENTRE, MON)["name"] is None
    for login in ("clerk01", "nobody", "petitions"):
        with pytest.raises(rules.UnfitLeader):
            desk.lead_by(login, str(WED))
    with pytest.raises(rules.PastDay):
        desk.lead_by("lead01", "2026-03-01")
    told = [(each.data["day"], each.data["rostered"]) for each in desk.told(LEADER_ROSTERED)]
    assert told == [(MON, True), (WED, True), (TUE, True)]


@pytest.mark.row("S3.2")
def test_days_change_hands_by_consent_alone(desk: OnDuty) -> None:
    with pytest.raises(rules.NotYourDay):
        ask(desk, TUE, "lead01")
    with pytest.raises(rules.NobodyOnThatDay):
        ask(desk, WED, "deputy", TUE)
    swap = ask(desk, WED, "lead01", TUE)
    with pytest.raises(rules.SwapPending):
        ask(desk, WED, "deputy")
    with pytest.raises(rules.NotTheOneAsked), desk.act(DIRECTOR) as tx:
        actions.accept_swap(tx, swap)
    assert rostered(desk) == ["director", "lead01", "director"]
    with desk.act(LEAD) as tx:
        actions.accept_swap(tx, swap)
    assert rostered(desk) == ["director", "director", "lead01"]
    with pytest.raises(rules.SwapAccepted), desk.act(LEAD) as tx:
        actions.accept_swap(tx, swap)
    # Without a day for it, the day is given away.
    given = ask(desk, TUE, "deputy")
    with desk.act(DEPUTY) as tx:
        actions.accept_swap(tx, given)
    assert rostered(desk) == ["director", "deputy", "lead01"]
    states = [each.data["state"] for each in desk.told(LEADER_SWAP_CHANGED)]
    assert states == ["asked", "accepted", "asked", "accepted"]


@pytest.mark.row("S3.2")
def test_a_swap_ends_declined_withdrawn_or_with_its_day(desk: OnDuty) -> None:
    declined = ask(desk, WED, "lead01")
    with desk.act(LEAD) as tx:
        assert actions.decline_swap(tx, declined, "当天值班").state == "declined"
    withdrawn = ask(desk, WED, "deputy")
    with pytest.raises(rules.NotYourDay), desk.act(DEPUTY) as tx:
        actions.withdraw_swap(tx, withdrawn)
    with desk.act(DIRECTOR) as tx:
        actions.withdraw_swap(tx, withdrawn)
    changed = ask(desk, WED, "lead01")
    desk.lead_by("deputy", str(WED))  # the roster was changed over their heads
    with pytest.raises(rules.SwapLapsed), desk.act(LEAD) as tx:
        actions.accept_swap(tx, changed)
    waiting = ask(desk, TUE, "deputy", by=LEAD)
    desk.at("2026-03-04 00:30")
    with pytest.raises(rules.SwapLapsed), desk.act(DEPUTY) as tx:
        actions.accept_swap(tx, waiting)
    with desk.db.transaction() as tx:
        assert (actions.lapse_swaps(tx), actions.lapse_swaps(tx)) == (1, 0)
    assert rostered(desk) == ["director", "lead01", "deputy"]
