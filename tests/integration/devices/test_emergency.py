"""An emergency text reaches every LED board, is proved, and is gone when it is over. Boards here are made up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.devices import EMERGENCY_CHANGED, EMERGENCY_UNCONFIRMED
from services.devices.fleet.actions import measure
from services.devices.metrics import EMERGENCY_UNCONFIRMED as UNCONFIRMED
from services.devices.registry.actions import approve_terminal, register_terminal
from tests.integration.devices.hall import CENTRE, Hall, Mqtt, open_hall
from tests.support.waiting import eventually

TEXT = "【紧急通知】大厅疏散演练，请跟随工作人员有序离开。"


@pytest.fixture
def hall(broker: BrokerNode, database_url: str, tmp_path: Path) -> Iterator[Hall]:
    confirm = {"emergency_confirm_seconds": 1.5}
    with open_hall(broker, database_url, tmp_path, offline_grace_seconds=1.0, **confirm) as opened:
        yield opened


def boards(hall: Hall, number: int) -> list[Mqtt]:
    """So many LED boards that are there; they hold no list yet."""
    with hall.running.db.transaction() as tx:
        for count in range(number):
            register_terminal(tx, f"led-x{count}", "led", CENTRE)
            hall.secrets[f"led-x{count}"] = approve_terminal(tx, f"led-x{count}")
    found = [hall.terminal(f"led-x{count}").hello("led") for count in range(number)]
    for board in found:
        board.wait("playlist")
    return found


def texts(board: Mqtt) -> list[list[str]]:
    return [[item["text"] for item in body["data"]["items"]] for body in board.got("emergency")]


def lead(hall: Hall) -> Any:
    return hall.running.client(Role.WINDOW_LEAD, actor_id="lead-1")


@pytest.mark.row("D10", "S4.11", "S6.8")
def test_one_call_reaches_twenty_boards_within_two_seconds_and_each_is_proved(hall: Hall) -> None:
    there = boards(hall, 20)
    body = {"centre": CENTRE, "text": TEXT, "reason": "消防演练"}
    refused = hall.running.client(Role.CLERK).post("/emergencies", json=body)
    elsewhere = hall.running.client(Role.DIRECTOR, centres=frozenset({"other"})).post("/emergencies", json=body)
    assert (refused.status_code, elsewhere.status_code) == (403, 403)
    began = time.monotonic()
    raised = lead(hall).post("/emergencies", json=body)
    assert raised.status_code == 201
    for board in there:
        board.wait("emergency", timeout=max(0.01, began + 2 - time.monotonic()))
    assert {text for board in there for text in texts(board)[0]} == {TEXT}
    silent, dark, *good = there
    for board in good:
        board.answer(board.got("emergency")[0]["id"])
    dark.say("acknowledged", {"command_id": dark.got("emergency")[0]["id"], "outcome": "failed", "reason": "no_power"})

    address = f"/emergencies/{raised.json()['id']}"

    def settled() -> Any:
        found = lead(hall).get(address).json()
        return found if found["confirmed"] == 18 and any(board["failure"] for board in found["boards"]) else None

    shown = eventually(settled)
    proved = {board["terminal_id"]: (board["shown_at"] is not None, board["failure"]) for board in shown["boards"]}
    assert proved[good[0].terminal] == (True, None)
    assert (proved[silent.terminal], proved[dark.terminal]) == ((False, None), (False, "no_power"))
    # Two did not confirm, and the sample hall's own two are not even there.
    missing = {"led-1", "led-2", silent.terminal, dark.terminal}
    told = hall.running.wait_for(EMERGENCY_UNCONFIRMED, 4)
    alarms = {(event.data["terminal_id"], event.data["state"]) for event in told}
    assert alarms == {(each, "raised") for each in missing}
    listed = lead(hall).get("/emergencies/unconfirmed", params={"centre": CENTRE}).json()["items"]
    assert {each["terminal_id"] for each in listed} == missing
    with hall.running.db.reading() as tx:
        measure(tx)
    assert UNCONFIRMED.labels(CENTRE)._value.get() == 4
    # Those that are there were told once more; now one answers, and its alarm is cleared.
    silent.answer(silent.wait("emergency", 2)[1]["id"])
    (cleared,) = hall.running.wait_for(EMERGENCY_UNCONFIRMED, 5)[4:]
    assert (cleared.data["terminal_id"], cleared.data["state"]) == (silent.terminal, "cleared")

    ended = lead(hall).post(f"{address}/end", json={"reason": "演练结束"})
    assert (ended.status_code, ended.json()["state"]) == (200, "ended")
    for board in there:
        eventually(lambda board=board: texts(board)[-1] == [])
    again = lead(hall).post(f"{address}/end", json={"reason": "再次"})
    assert (again.status_code, again.json()["code"]) == (409, "emergency_over")
    assert lead(hall).get("/emergencies/unconfirmed", params={"centre": CENTRE}).json()["items"] == []
    assert [event.data["state"] for event in hall.running.wait_for(EMERGENCY_CHANGED, 2)] == ["in_force", "ended"]
    audit = hall.running.db.kernel.audit
    with hall.running.db.reading() as tx:
        kept = tx.session.execute(
            select(audit.c.actor, audit.c.action, audit.c.details).where(audit.c.action.like("emergency.%"))
        ).all()
    assert [(row.actor, row.action, row.details["reason"]) for row in kept] == [
        ("lead-1", "emergency.raise", "消防演练"), ("lead-1", "emergency.end", "演练结束"),
    ]  # fmt: skip


@pytest.mark.row("D10")
def test_a_board_that_was_away_is_told_on_return_while_it_holds_and_never_after(hall: Hall) -> None:
    for name in ("led-1", "led-2"):
        board = hall.terminal(name, clean=False).hello("led")
        board.wait("playlist")
        board.vanish()
    eventually(lambda: not any(each["connected"] for each in leds(hall)))
    body = {"centre": CENTRE, "text": TEXT, "reason": "消防演练"}
    address = f"/emergencies/{lead(hall).post('/emergencies', json=body).json()['id']}"
    back = hall.terminal("led-1", clean=False).hello("led")
    back.answer(back.wait("emergency")[0]["id"])
    assert texts(back) == [[TEXT]]
    eventually(lambda: lead(hall).get(address).json()["confirmed"] == 1)
    lead(hall).post(f"{address}/end", json={"reason": "演练结束"})
    eventually(lambda: texts(back)[-1] == [])
    late = hall.terminal("led-2", clean=False).hello("led")
    # A ticker is sent after whatever the return brought.
    late.wait("playlist")
    lead(hall).put("/ticker", json={"centre": CENTRE, "text": "欢迎"})
    late.wait("ticker")
    assert [text for told in texts(late) for text in told] == []


@pytest.mark.row("D10")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_lapses_by_itself_and_its_end_must_make_sense(hall: Hall) -> None:
    board = hall.terminal("led-1").hello("led")
    board.wait("playlist")
    body = {"centre": CENTRE, "text": TEXT, "reason": "消防演练"}
    for until in ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        answer = lead(hall).post("/emergencies", json={**body, "until_at": until})
        assert (answer.status_code, answer.json()["code"]) == (422, "emergency_until")
    soon = hall.running.settings.clock.now().timestamp() + 2
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon))
    raised = lead(hall).post("/emergencies", json={**body, "until_at": until}).json()
    assert board.wait("emergency")[0]["data"]["items"][0]["until"].startswith(until[:-1])
    eventually(lambda: texts(board)[-1] == [])
    assert lead(hall).get(f"/emergencies/{raised['id']}").json()["state"] == "lapsed"
    outbox = hall.running.db.kernel.outbox
    with hall.running.db.reading() as tx:
        sent = select(outbox.c.written_at, outbox.c.expires_at).where(outbox.c.routing_key.like("%.down.emergency"))
        held = [row.expires_at - row.written_at for row in tx.session.execute(sent)]
    # The broker does not keep it for a board that sleeps: it might be over when the board wakes.
    assert held and set(held) == {timedelta(seconds=10)}
    many = [lead(hall).post("/emergencies", json=body).status_code for _ in range(6)]
    assert many == [201] * 5 + [409]


def leds(hall: Hall) -> list[dict[str, Any]]:
    return hall.operator().get("/terminals", params={"centre": CENTRE, "kind": "led"}).json()["items"]
