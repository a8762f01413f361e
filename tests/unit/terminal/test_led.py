"""An LED board by itself: no network, a clock that the test sets, its own disk."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from libs.common.clock import SHANGHAI
from libs.terminal.connection import Link
from libs.terminal.envelope import stamp
from libs.terminal.kinds.led import Led
from libs.terminal.loop import NetworkLoop
from libs.terminal.outbox import Outbox
from libs.terminal.profile import Identity
from libs.terminal.simulators.led import LedSimulator
from libs.terminal.store import Store
from libs.terminal.vocabulary import FaultCode, Kind

EVENING = datetime(2026, 12, 31, 21, 0, tzinfo=SHANGHAI)


class HandClock:
    """Tells what the test says."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> Any:
        return self.moment.astimezone(SHANGHAI).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return span.total_seconds() if isinstance(span, timedelta) else span


class Board:
    """A board whose network is gone; ``reboot`` takes what is on its disk."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock(EVENING)
        self._file = folder / "led.db"
        self._store: Store | None = None
        self._told = self._read = 0
        self.reboot()

    def reboot(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = Store(self._file, power_loss_safe=False)
        loop = NetworkLoop()  # never started: nothing connects, timers are called by hand
        identity = Identity("taozhu", "led-1", Kind.LED)
        self.led = Led(identity, Link("127.0.0.1", 1, "led-1", "made-up"), self._store, clock=self.clock, loop=loop)
        self.device = LedSimulator(self.led)

    def tell(self, command: str, **data: Any) -> str:
        """The centre's word; the outcome."""
        self._told += 1
        assert self._store is not None
        body = {"id": f"c-{self._told}", "at": stamp(self.clock.now()), "data": data}
        self.led.received(f"hall/taozhu/led-1/down/{command}", json.dumps(body).encode())
        news = Outbox(self._store, "led-1").after(self._read, 10_000)
        self._read = news[-1].position
        (answer,) = [each.data for each in news if each.data.get("command_id") == f"c-{self._told}"]
        return answer["outcome"]

    def later(self, **span: float) -> None:
        self.clock.moment += timedelta(**span)

    def said(self) -> list[tuple[str, dict[str, Any]]]:
        assert self._store is not None
        return [(entry.event, entry.data) for entry in Outbox(self._store, "led-1").after(0, 10_000)]

    def played(self) -> list[dict[str, Any]]:
        self.led.report()
        return [data for event, data in self.said() if event == "played"]

    @property
    def shown(self) -> str | None:
        item = self.led.turn().item
        return None if item is None else item.code


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


DAY = {"code": "DAY", "text": "白天", "hours": "08:00-18:00"}
NIGHT = {"code": "NIGHT", "text": "夜间", "hours": "22:00-06:00"}


def fire(board: Board, hours: float) -> dict[str, Any]:
    return {
        "code": "FIRE", "text": "请撤离", "from": stamp(board.clock.now()),
        "until": stamp(board.clock.now() + timedelta(hours=hours)),
    }  # fmt: skip


@pytest.mark.row("D10", "S4.11")
def test_it_plays_on_without_the_network_over_midnight_and_a_power_cut(board: Board) -> None:
    assert board.tell("playlist", revision=4, items=[DAY, NIGHT]) == "done"
    seen = []
    for _ in range(14):
        seen.append(board.shown)
        board.later(hours=1)
        board.reboot()
    assert seen == [None, *["NIGHT"] * 8, None, None, *["DAY"] * 3]
    assert board.led.board_revisions()["playlist"] == 4


@pytest.mark.row("D10", "S4.11")
def test_an_emergency_ends_by_the_boards_own_clock_and_the_playlist_returns(board: Board) -> None:
    urgent = {"code": "URGENT", "text": "急", "priority": 1}
    board.tell("playlist", revision=1, items=[urgent, NIGHT])
    assert board.tell("emergency", revision=2, items=[fire(board, 2)]) == "done"
    assert (board.shown, board.device.ram["emergency"]) == ("FIRE", ["请撤离"])
    board.later(hours=1)
    board.reboot()  # it is still in force
    assert (board.shown, board.device.ram["emergency"]) == ("FIRE", ["请撤离"])
    board.later(hours=1)
    assert board.shown == "URGENT"
    board.reboot()
    assert board.device.ram["emergency"] == []


@pytest.mark.row("D10")
def test_an_emergency_that_is_over_is_not_brought_back_by_an_older_word(board: Board) -> None:
    board.tell("playlist", revision=1, items=[{"code": "A", "text": "通知"}])
    old = [fire(board, 2)]
    board.tell("emergency", revision=6, items=[])
    assert board.tell("emergency", revision=5, items=old) == "done"
    assert board.shown == "A"


@pytest.mark.row("D10")
def test_a_dark_board_does_not_say_that_it_shows_the_emergency(board: Board) -> None:
    board.led.raise_fault(FaultCode.SCREEN_DARK)
    assert board.tell("emergency", revision=1, items=[fire(board, 2)]) == "failed"
    board.led.clear_fault(FaultCode.SCREEN_DARK)
    assert board.tell("emergency", revision=1, items=[fire(board, 2)]) == "done"


@pytest.mark.row("D10", "D6")
def test_plays_of_an_outage_are_kept_with_their_own_times_and_no_time_twice(board: Board) -> None:
    board.tell("playlist", revision=1, items=[NIGHT])
    for _ in range(10):  # until 07:00, reporting every hour as the simulator does
        board.later(hours=1)
        board.led.report()
        board.reboot()
    told = board.played()
    assert sum(each["times"] for each in told) == 8 * 360
    assert (told[0]["from"], told[0]["until"]) == ("2026-12-31T14:00:00.000Z", "2026-12-31T15:00:00.000Z")
    assert all(before["until"] <= after["from"] for before, after in pairwise(told))
    # The clock was wrong by four hours: what is shown again in time already proved is not proved again.
    board.later(hours=-4)
    board.led.report()
    board.later(hours=1)
    assert board.played() == told


@pytest.mark.row("D10")
def test_a_thousand_text_changes_cost_no_write_to_flash(board: Board) -> None:
    board.tell("playlist", revision=1, items=[DAY])
    board.led._write_when_due()
    assert (board.led.flash.writes, board.device.flashed) == (1, [1])
    for number in range(500):
        assert board.tell("ticker", revision=number + 1, text=f"今日已办理 {number} 件") == "done"
        calls = [{"number": f"A{number:03}", "window": 3}]
        board.tell("board-snapshot", board="queue", revision=number + 1, content={"calls": calls})
        board.later(minutes=5)
    assert (board.device.ram_writes["ticker"], board.device.ram_writes["queue"]) == (500, 500)
    assert (board.device.ram["ticker"], board.device.ram["queue"]) == (["今日已办理 499 件"], ["请A499号到3号窗口"])
    # Nor does an emergency, nor the same list under another revision.
    board.tell("emergency", revision=1, items=[fire(board, 2)])
    board.tell("playlist", revision=2, items=[DAY])
    assert (board.led.flash.writes, board.device.flashed) == (1, [1])


@pytest.mark.row("D10")
def test_new_lists_are_written_at_an_interval_and_counted_for_good(board: Board) -> None:
    board.tell("configure", settings={"flash_seconds": 600})
    for revision in range(1, 21):
        board.tell("playlist", revision=revision, items=[{**DAY, "text": f"第 {revision} 版"}])
        board.later(seconds=60)
    # Twenty minutes: the first at once, then one for each ten minutes, the last one's content still waiting.
    assert board.device.flashed == [1, 11]
    board.later(minutes=10)
    board.led._write_when_due()
    assert board.device.flashed == [1, 11, 20]
    board.reboot()
    assert board.led.flash.writes == 3
    board.led.report()
    states = [data for event, data in board.said() if event == "led-state"]
    assert (states[-1]["flash_writes"], states[-1]["pending"]) == (3, False)


def test_a_write_that_failed_is_counted_and_tried_again(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_list: Any) -> None:
        raise OSError("no answer from the controller")

    with monkeypatch.context() as patch:
        patch.setattr(board.device, "write_flash", broken)
        board.tell("playlist", revision=1, items=[DAY])
    assert (board.led.flash.writes, board.led.flash.digest, board.device.flashed) == (1, None, [])
    board.later(minutes=1)
    board.led._write_when_due()
    assert (board.led.flash.writes, board.device.flashed) == (2, [1])
