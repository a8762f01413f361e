"""A camera agent between a simulated recorder and *devices*: what it counts, what it misses, and what it says of it."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from libs.common.actor import Role
from libs.common.broker.ports import LOOPBACK
from libs.common.events.devices import PEOPLE_COUNTED, TERMINAL_FAULTED
from tests.integration.devices.hall import CENTRE, Hall
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]


class Process:
    """A command of ``python -m libs.terminal``, its lines as they come."""

    def __init__(self, *arguments: str) -> None:
        self.lines: list[str] = []
        self.running = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "libs.terminal", *arguments], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.lines.append(line.strip())

    def type(self, line: str) -> None:
        assert self.running.stdin is not None
        self.running.stdin.write(line + "\n")
        self.running.stdin.flush()

    def said(self, text: str) -> str:
        return eventually(lambda: next((line for line in self.lines if text in line), ""), 20)

    def end(self) -> int:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        return self.running.wait(20)


@contextmanager
def recorder() -> Iterator[tuple[Process, str]]:
    process = Process("camera-source")
    try:
        yield process, process.said("地址").removeprefix("地址 ")
    finally:
        process.end()


@contextmanager
def agent(hall: Hall, source: str, folder: Path) -> Iterator[Process]:
    secret = folder / "secret"
    secret.write_text(hall.secrets["camera-1"])
    process = Process(
        "camera-agent", "--source", source, "--centre", CENTRE, "--terminal", "camera-1", "--host", LOOPBACK,
        "--port", str(hall.broker.mqtt_port), "--secret-file", str(secret), "--store", str(folder / "store"),
        "--look", "0.1", "--count", "0.3", "--timeout", "0.5", "--freeze", "1", "--dark", "0.5", "--offline", "1",
    )  # fmt: skip
    try:
        process.said("在线")
        yield process
    finally:
        process.end()


def ask(hall: Hall, path: str) -> list[dict[str, Any]]:
    return hall.running.client(Role.DIRECTOR).get(path, params={"centre": CENTRE}).json()["items"]


def camera(hall: Hall) -> dict[str, Any]:
    return next(each for each in ask(hall, "/cameras") if each["terminal_id"] == "camera-1")


def entered(hall: Hall) -> int:
    return sum(event.data["entered"] for event in hall.running.heard(PEOPLE_COUNTED))


@pytest.mark.row("D11", "S6.8")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_counts_gaps_tamper_and_pictures_by_reference(hall: Hall, tmp_path: Path) -> None:
    with recorder() as (source, address), agent(hall, address, tmp_path) as process:
        eventually(lambda: camera(hall)["online"])
        source.type("enter 大厅 7")
        eventually(lambda: entered(hall) == 7)
        assert ask(hall, "/cameras/counts")[0]["present"] == 7
        last = camera(hall)["last_frame_at"]
        eventually(lambda: camera(hall)["last_frame_at"] > last)

        source.type("freeze")
        eventually(lambda: camera(hall)["reason"] == "frozen" and not camera(hall)["online"])
        source.type("enter 大厅 5")
        (gap,) = [each for each in ask(hall, "/cameras/gaps") if each["reason"] == "frozen"]
        assert gap["ended_at"] is None
        source.type("ok")
        eventually(lambda: camera(hall)["online"])
        eventually(lambda: [each for each in ask(hall, "/cameras/gaps") if each["ended_at"]])
        missing = eventually(lambda: [e for e in ask(hall, "/cameras/count-gaps") if e["reason"] == "frozen"])
        assert all(each["from_at"] < each["until_at"] for each in missing)

        source.type("dark")
        eventually(lambda: camera(hall)["tampered"])
        source.type("ok")
        eventually(lambda: not camera(hall)["tampered"])
        faults = [event.data["state"] for event in hall.running.wait_for(TERMINAL_FAULTED, 2)]
        assert faults == ["raised", "cleared"]

        for fault in ("hang", "garbage"):
            source.type(fault)
            eventually(lambda: camera(hall)["reason"] == "unreachable", 20)
            source.type("ok")
            eventually(lambda: camera(hall)["online"], 20)
        # While it could not be reached the recorder counted on: nobody is missed.
        known = entered(hall)
        source.type("refuse")
        eventually(lambda: not camera(hall)["online"], 20)
        source.type("enter 大厅 3")
        source.type("ok")
        eventually(lambda: entered(hall) == known + 3, 20)
        source.type("reboot")
        eventually(lambda: [each for each in ask(hall, "/cameras/count-gaps") if each["reason"] == "reset"])
        assert process.running.poll() is None
    assert process.end() == 0 and hall.refused() == []


@pytest.mark.row("D11")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_is_asked_for_with_a_reason_and_only_its_place_is_told(hall: Hall, tmp_path: Path) -> None:
    with recorder() as (source, address), agent(hall, address, tmp_path):
        eventually(lambda: camera(hall)["online"])
        post = {"json": {"reason": "核对等候人数"}}
        director = hall.running.client(Role.DIRECTOR)
        assert hall.running.client(Role.CLERK).post("/cameras/camera-1/snapshot", **post).status_code == 403
        assert director.post("/cameras/kiosk-1/snapshot", **post).json()["code"] == "not_a_camera"
        assert director.post("/cameras/camera-1/snapshot", **post).status_code == 202
        (taken,) = eventually(lambda: ask(hall, "/cameras/snapshots"))
        picture = Path(taken["ref"]).read_bytes()
        assert (taken["sha256"], taken["size"]) == (hashlib.sha256(picture).hexdigest(), len(picture))
        source.type("huge")
        asked = director.post("/cameras/camera-1/snapshot", **post).json()["command_id"]

        def settled() -> list[Any]:
            commands = hall.operator().get("/terminals/camera-1/commands").json()["items"]
            return [each for each in commands if each["id"] == asked and each["outcome"]]

        assert eventually(settled)[0]["reason"] == "no_picture"
        assert len(ask(hall, "/cameras/snapshots")) == 1


@pytest.mark.row("D11")
def test_no_picture_comes_over_the_bus_and_a_gap_told_twice_stands_once(hall: Hall) -> None:
    mqtt = hall.terminal("camera-1").hello("camera")
    period = {"zone": "大厅", "from": "2026-03-02T00:31:05Z", "until": "2026-03-02T00:36:05Z"}
    for _ in range(2):
        mqtt.say("counts-missing", {**period, "reason": "reset"})
    good = {"ref": "/p/1.jpg", "sha256": "0" * 64, "bytes": 10, "taken_at": "2026-03-02T00:31:05Z"}
    wrong = [
        {"ref": "data:image/jpeg;base64,AAAA"}, {"ref": "/p/" + "A" * 300}, {"bytes": 6 * 1024 * 1024},
        {"sha256": "unknown"},
    ]  # fmt: skip
    for each in wrong:
        mqtt.say("snapshot-taken", {**good, **each})
    mqtt.say("snapshot-taken", good)
    assert eventually(lambda: ask(hall, "/cameras/snapshots"))[0]["ref"] == "/p/1.jpg"
    assert [row.code for row in hall.refused()] == ["bad_data"] * 4
    assert len(ask(hall, "/cameras/count-gaps")) == 1
