"""Leaving one's post and coming back (去向牌), on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from libs.common.actor import Actor, Role
from libs.common.broker.node import BrokerNode
from libs.common.database import Database
from libs.common.errors import Forbidden, Invalid
from libs.common.events.envelope import read_envelope
from libs.common.events.intake import WHEREABOUTS_CHANGED
from services.intake.duty.staff.actions import change_staff
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts import actions
from services.intake.duty.whereabouts.rules import (
    SLOTS,
    AlreadyAtPost,
    BoardFull,
    NotOnBoard,
    StandInUnfit,
    StandsIn,
    free_slot,
)
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, open_hall, town_database

LEAD = Actor("director", centres=frozenset({CENTRE}), roles=frozenset({Role.DIRECTOR}))


def clerk(number: int) -> Actor:
    return Actor(f"clerk{number:02}", centres=frozenset({CENTRE}), roles=frozenset({Role.CLERK}))


class Wall:
    """The board's people: each call one transaction of whoever speaks."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def put(self, number: int, **more: Any) -> dict[str, Any]:
        told = {"post": f"{number}号窗口", "phone": f"0576-8555{number:04}"} | more
        return self._do(LEAD, actions.put_placard, CENTRE, f"clerk{number:02}", told["post"], told["phone"])

    def leave(self, number: int, by: Actor | None = None, reason: str = "village", **more: Any) -> dict[str, Any]:
        told = {"place": None, "until": None, "stand_in": None} | more
        return self._do(by or clerk(number), actions.leave, CENTRE, f"clerk{number:02}", reason, **told)

    def back(self, number: int, by: Actor | None = None) -> dict[str, Any]:
        return self._do(by or clerk(number), actions.come_back, CENTRE, f"clerk{number:02}")

    def change(self, number: int, **values: Any) -> None:
        with self.db.transaction(LEAD) as tx:
            staff = tx.session.scalars(select(Staff).where(Staff.login == f"clerk{number:02}")).one()
            change_staff(tx, staff.id, **values)

    def board(self) -> dict[int, tuple[str, str, str | None]]:
        with self.db.reading() as tx:
            found = actions.placards(tx, CENTRE)
        return {each["slot"]: (each["name"], each["state"], each["stand_in"]) for each in found}

    def told(self) -> list[dict[str, Any]]:
        """The events so far."""
        outbox = self.db.kernel.outbox
        with self.db.reading() as tx:
            rows = tx.session.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars()
            read = [read_envelope(body) for body in rows]
        return [{**each.data, "sequence": each.sequence} for each in read if each.type == WHEREABOUTS_CHANGED.type]

    def _do(self, actor: Actor, action: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with self.db.transaction(actor) as tx:
            found: dict[str, Any] = action(tx, *args, **kwargs)
            return found


@pytest.fixture
def wall(database_url: str) -> Wall:
    made = Wall(town_database(database_url))
    for number in (1, 2, 3):
        made.put(number)
    return made


@pytest.mark.row("S5.3")
def test_who_leaves_says_where_until_when_and_who_stands_in(wall: Wall) -> None:
    until = MONDAY_MORNING + timedelta(hours=2)
    wall.leave(1, place="北塘村", until=until, stand_in="clerk02")
    assert wall.board() == {
        1: ("窗口员01", "away", "clerk02"), 2: ("窗口员02", "at_post", None), 3: ("窗口员03", "at_post", None),
    }  # fmt: skip
    told = wall.told()[-1]
    assert (told["slot"], told["name"], told["reason"], told["place"]) == (1, "窗口员01", "village", "北塘村")
    assert (told["since"], told["until"], told["stand_in"]) == (MONDAY_MORNING, until, "窗口员02")
    # Held up: the same absence, said anew.
    wall.leave(1, reason="meeting", until=until + timedelta(hours=1))
    assert (wall.told()[-1]["since"], wall.told()[-1]["stand_in"]) == (MONDAY_MORNING, None)
    wall.back(1)
    told = wall.told()[-1]
    assert (told["state"], told["reason"], told["until"], told["sequence"]) == ("at_post", None, None, 4)
    with pytest.raises(AlreadyAtPost):
        wall.back(1)
    with pytest.raises(NotOnBoard):
        wall.leave(7)


@pytest.mark.row("S5.3")
def test_nobody_is_left_without_the_one_who_stands_in(wall: Wall) -> None:
    wall.leave(1, stand_in="clerk02")
    for refused in (
        lambda: wall.leave(2),  # stands in for another
        lambda: wall.leave(3, stand_in="clerk01"),  # away
        lambda: wall.leave(3, stand_in="clerk03"),
        lambda: wall.leave(3, stand_in="clerk08"),  # not on the board
    ):
        before = wall.board()
        with pytest.raises((StandsIn, StandInUnfit)):
            refused()
        assert wall.board() == before
    wall.back(1)
    wall.leave(2)


@pytest.mark.row("S5.3")
def test_people_speak_for_themselves_and_the_wall_says_no_more_than_it_must(wall: Wall) -> None:
    with pytest.raises(Forbidden):
        wall.leave(1, by=clerk(2))
    assert wall.leave(1, by=LEAD)["state"] == "away"
    with pytest.raises(Forbidden):
        wall.back(1, by=clerk(2))
    for wrong in ({"place": "张家 13800001234"}, {"until": MONDAY_MORNING}):
        with pytest.raises(Invalid):
            wall.leave(2, **wrong)


@pytest.mark.row("S5.3")
def test_the_board_follows_the_accounts(wall: Wall) -> None:
    wall.leave(1, stand_in="clerk02")
    wall.change(2, name="窗口员甲")
    assert [(each["slot"], each["name"], each["stand_in"]) for each in wall.told()[-2:]] == [
        (1, "窗口员01", "窗口员甲"), (2, "窗口员甲", None),
    ]  # fmt: skip
    wall.change(2, active=False)
    assert wall.board() == {1: ("窗口员01", "away", None), 3: ("窗口员03", "at_post", None)}
    assert [(each["slot"], each["listed"]) for each in wall.told()[-2:]] == [(1, True), (2, False)]
    # The place is free again; the count of what is told about it goes on.
    assert wall.put(4)["slot"] == 2
    assert wall.told()[-1]["sequence"] == 4
    assert wall.put(4, post="咨询台")["slot"] == 2
    with pytest.raises(BoardFull):
        free_slot(range(1, SLOTS + 1))


@pytest.mark.row("S5.3")
def test_over_http(broker: BrokerNode, tmp_path: Any) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'intake.db'}", broker, tmp_path) as hall:
        lead, own = hall.client(Role.WINDOW_LEAD), hall.client(Role.CLERK, actor_id="clerk01")
        placard = {"post": "国土资源窗口", "phone": "0576-85550101"}
        assert own.put("/whereabouts/clerk01", json=placard).status_code == 403
        assert lead.put("/whereabouts/clerk01", json=placard | {"phone": "call me"}).status_code == 422
        assert lead.put("/whereabouts/clerk01", json=placard).json()["slot"] == 1
        assert own.post("/whereabouts/clerk01/leave", json={"reason": "sick"}).status_code == 422
        assert own.post("/whereabouts/clerk01/leave", json={"reason": "leave"}).json()["state"] == "away"
        assert hall.anonymous().get("/whereabouts").status_code == 401
        (shown,) = own.get("/whereabouts").json()["items"]
        assert (shown["name"], shown["reason"], shown["phone"]) == ("窗口员01", "leave", "0576-85550101")
        assert lead.request("DELETE", "/whereabouts/clerk01").status_code == 204
        again = own.post("/whereabouts/clerk01/return", json={})
        assert (again.status_code, again.json()["code"]) == (404, "not_on_board")
        assert [each.data.get("state") for each in hall.wait_for(WHEREABOUTS_CHANGED, 3)] == ["at_post", "away", None]
