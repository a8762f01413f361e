"""One-time links, wrong guesses, floods: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.actor import SYSTEM
from services.intake.online.applications import (
    deciding,
    filling,
    links,
    refusals,
)
from services.intake.online.applications.rules import FILL, FOLLOW
from services.intake.online.applications.tables import ApplicationLink
from services.intake.online.guesses.actions import forget_guesses
from services.intake.online.guesses.tables import Guess
from tests.integration.intake.case_desk import Desk, open_desk
from tests.integration.intake.online_desk import (
    begin,
    submitted,
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


@pytest.mark.row("S4.4")
def test_a_link_serves_one_purpose_until_it_is_spent_over_or_revoked(desk: Desk) -> None:
    one = begin(desk)
    with pytest.raises(refusals.LinkInvalid), one.act("x" * 43) as tx:
        links.by_link(tx)
    follow, again = one.renewed(FOLLOW), one.renewed(FILL)
    for link, refusal in ((one.link, refusals.LinkInvalid), (follow, refusals.LinkForOther)):
        with pytest.raises(refusal), one.act(link) as tx:
            filling.fill(tx, note="改")
    with one.act(again) as tx:
        assert filling.fill(tx, note="改").note == "改"
    with one.act(follow) as tx:
        assert links.by_link(tx).number == one.number
    desk.clock.advance(72 * 3600)
    with pytest.raises(refusals.LinkInvalid), one.act(again) as tx:
        filling.fill(tx, note="再改")
    last = one.renewed(FILL)
    with desk.act() as tx:
        deciding.revoke_links(tx, one.id, "手机遗失")
    with pytest.raises(refusals.LinkInvalid), one.act(last) as tx:
        filling.fill(tx, note="再改")
    with desk.db.reading() as tx:
        kept = str(tx.session.execute(select(ApplicationLink)).scalars().all()[0].token_hash)
    assert len(kept) == 64 and kept != last


@pytest.mark.row("S4.4", "C10")
def test_five_wrong_guesses_close_the_number_for_a_while_even_to_who_is_right(desk: Desk) -> None:
    one, other = begin(desk, 1), begin(desk, 2)

    def guess(**wrong: str) -> bool:
        told = {"number": one.number, "code": one.code, "phone": one.phone, **wrong}
        with desk.act() as tx:
            try:
                links.renew(tx, **told, purpose=FOLLOW)
            except refusals.LinkRefused:
                return False  # committed: it was counted
        return True

    assert [guess(code="22222222"), guess(phone=other.phone), guess(), guess(phone="1")] == [False, False, True, False]
    assert [guess(code="22222222") for _ in range(4)] == [False] * 4
    assert not guess()
    assert other.renewed(FOLLOW)
    desk.clock.advance(15 * 60 - 1)
    assert not guess()
    desk.clock.advance(1)
    assert guess()
    # A number that nobody was given is counted alike, and forgotten.
    assert not guess(number="W114260302059999")
    desk.clock.advance(24 * 3600 + 1)
    with desk.act(SYSTEM) as tx:
        assert forget_guesses(tx) >= 2
        assert tx.session.scalar(select(func.count()).select_from(Guess)) == 0


@pytest.mark.row("S4.4")
def test_floods_are_stopped_by_phone_and_by_person(desk: Desk) -> None:
    desk.db.settings = replace(desk.db.settings, hall={**desk.db.settings.hall, "application_phone_daily": 2})
    for _ in range(2):
        begin(desk)
    with pytest.raises(refusals.TooManyApplications):
        begin(desk)
    begin(desk, 2)
    desk.clock.advance(24 * 3600)
    waiting = submitted(desk)
    second = begin(desk)
    with pytest.raises(refusals.AlreadyApplied):
        second.submit()
    with desk.act() as tx:
        deciding.decline(tx, waiting.id, "not_needed", "无需申请")
    second.submit()
