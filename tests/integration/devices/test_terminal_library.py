"""The two ends of the protocol meet: *devices* and a terminal of libs/terminal in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from libs.common.broker.ports import LOOPBACK
from libs.common.events.devices import (
    CALL_UNDELIVERED,
    COMMAND_SETTLED,
    PRESENCE_CHANGED,
    TICKET_PRINTED,
    TICKET_REQUESTED,
)
from tests.integration.devices import queue
from tests.integration.devices.hall import CENTRE, Hall
from tests.support.waiting import eventually


class Played:
    """A simulated terminal at its command line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.strip())

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def said(self, text: str) -> str:
        """The first line that holds ``text``, once there is one."""
        return eventually(lambda: next((line for line in self.lines if text in line), ""), 15)


def outcomes(hall: Hall) -> list[tuple[str, str]]:
    """Each settled command with what became of it."""
    return [(each.data["command"], each.data["outcome"]) for each in hall.running.heard(COMMAND_SETTLED)]


@contextmanager
def play(
    hall: Hall, kind: str, terminal: str, folder: Path, secret_file: Path | None = None
) -> Iterator[Played]:
    secret = secret_file or folder / f"{terminal}.secret"
    if secret_file is None:
        secret.write_text(hall.secrets[terminal])
    command = [
        sys.executable, "-m", "libs.terminal", "simulate", "--kind", kind, "--centre", CENTRE,
        "--terminal", terminal, "--host", LOOPBACK, "--port", str(hall.broker.mqtt_port),
        "--secret-file", str(secret), "--store", str(folder / terminal),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    played = Played(process)
    try:
        played.said("在线")
        yield played
    finally:
        played.type("quit")
        process.wait(20)


@pytest.mark.row("D4", "D6", "Q14")
def test_a_ticket_is_asked_for_printed_and_the_print_is_told(hall: Hall, tmp_path: Path) -> None:
    with play(hall, "kiosk", "kiosk-1", tmp_path) as kiosk:
        kiosk.type("press A")
        (asked,) = hall.running.wait_for(TICKET_REQUESTED)
        press = asked.data["press_id"]
        queue.issue(hall, "t-1", "A001", terminal_id="kiosk-1", press_id=press)
        kiosk.said("A001")
        (printed,) = hall.running.wait_for(TICKET_PRINTED)
        assert (printed.data["ticket_id"], printed.data["outcome"]) == ("t-1", "printed")
        (settled,) = hall.running.wait_for(COMMAND_SETTLED)
        assert (settled.data["command"], settled.data["outcome"]) == ("ticket", "done")
    gone = eventually(lambda: [e for e in hall.running.heard(PRESENCE_CHANGED) if not e.data["online"]])
    assert gone[0].data["terminal_id"] == "kiosk-1"
    assert hall.refused() == []


@pytest.mark.row("D8", "D9")
def test_voice_and_display_of_the_library_follow_a_call(hall: Hall, tmp_path: Path) -> None:
    with (
        play(hall, "voice", "voice-1", tmp_path) as voice,
        play(hall, "queue_display", "display-1", tmp_path) as display,
    ):
        queue.issue(hall, "t-1", "A012")
        queue.call(hall, "t-1", "A012", 1)
        voice.said("请A012号到1号窗口办理业务")
        display.said("A012")
        eventually(lambda: ("announce", "done") in outcomes(hall))
    assert hall.refused() == []


@pytest.mark.row("N8")
def test_with_a_dark_screen_and_a_silent_voice_the_display_shows_the_call(hall: Hall, tmp_path: Path) -> None:
    """And with the display gone too, the clerk's caller says so."""
    with (
        play(hall, "window_screen", "screen-1", tmp_path) as screen,
        play(hall, "voice", "voice-1", tmp_path) as voice,
        play(hall, "caller", "caller-1", tmp_path) as caller,
    ):
        screen.type("dark")
        screen.said("黑屏")
        voice.type("silent")
        voice.said("功放故障")
        with play(hall, "queue_display", "display-1", tmp_path) as display:
            queue.call(hall, "t-1", "A012", 1)
            display.said("请 A012 到 国土资源 办理")
        queue.call(hall, "t-2", "A013", 1)
        caller.said("叫号 A013 未送达")
        screen.type("light")
        screen.said("已恢复")
        queue.call(hall, "t-2", "A013", 1, times=2)
        screen.said("请 A013 到 国土资源 办理")
    told = hall.running.wait_for(CALL_UNDELIVERED, 2)
    assert [(e.data["number"], e.data["state"]) for e in told] == [("A013", "raised"), ("A013", "cleared")]
