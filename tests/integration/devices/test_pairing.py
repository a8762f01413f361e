"""A terminal gets its own secret by a code that works once; another takes its place."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from libs.common.events.devices import PRESENCE_CHANGED, TERMINAL_FAULTED
from services.devices.pairing.tables import Pairing
from tests.integration.devices.hall import Hall
from tests.integration.devices.test_terminal_library import play
from tests.support.waiting import eventually


def give(hall: Hall, terminal: str) -> str:
    answer = hall.operator().post(f"/terminals/{terminal}/pairing-code")
    assert answer.status_code == 200, answer.text
    code: str = answer.json()["code"]
    return code


def pair(hall: Hall, code: str) -> Any:
    return hall.running.anonymous().post("/pairing", json={"code": code})


@pytest.mark.row("D1")
def test_from_registration_to_the_first_word(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    operator = hall.operator()
    new = {"id": "kiosk-3", "kind": "kiosk", "centre": "taozhu", "place": "二楼"}
    assert operator.post("/terminals", json=new).status_code == 201
    assert operator.post("/terminals/kiosk-3/pairing-code").json()["code"] == "terminal_state"
    assert operator.post("/terminals/kiosk-3/approve").status_code == 200
    old, code = give(hall, "kiosk-3"), give(hall, "kiosk-3")
    assert pair(hall, old).status_code == 403, "a later code ends the earlier"
    given = pair(hall, code.lower().replace("-", " "))
    assert given.status_code == 200
    secret = given.json().pop("secret")
    assert {**given.json(), "secret": ""} == {
        "id": "kiosk-3", "centre": "taozhu", "kind": "kiosk", "window": None, "secret": "",
    }  # fmt: skip
    kiosk = hall.terminal("kiosk-3", secret=secret).hello("kiosk")
    eventually(lambda: operator.get("/terminals/kiosk-3").json()["online"])
    assert pair(hall, code).json()["code"] == "pairing_refused", "used"
    assert kiosk.connected
    with hall.running.db.reading() as tx:
        kept = json.dumps([dict(row._mapping) for row in tx.session.execute(select(tx.kernel.audit))], default=str)
    for word in (code, secret):
        assert word not in kept and word not in caplog.text


@pytest.mark.row("D1")
def test_of_many_who_hold_a_code_one_gets_the_secret(hall: Hall) -> None:
    code = give(hall, "kiosk-1")
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: pair(hall, code).status_code, range(4)))
    assert sorted(answers) == [200, 403, 403, 403]


@pytest.mark.row("D1")
def test_a_code_ends_after_its_time_and_with_the_terminals_right_and_guessing_is_slow(hall: Hall) -> None:
    late, revoked = give(hall, "kiosk-1"), give(hall, "kiosk-2")
    with hall.running.db.transaction() as tx:
        left = tx.session.execute(select(Pairing.until).where(Pairing.terminal_id == "kiosk-1")).scalar_one()
        assert timedelta(minutes=9) < left - datetime.now(UTC) <= timedelta(minutes=10)
        tx.session.execute(update(Pairing).where(Pairing.terminal_id == "kiosk-1").values(until=datetime.now(UTC)))
    assert hall.operator().post("/terminals/kiosk-2/revoke").status_code == 200
    assert [pair(hall, code).status_code for code in (late, revoked)] == [403, 403]
    tries = [pair(hall, f"ABCDE-{number:05}").status_code for number in range(15)]
    assert set(tries) == {403, 429}


@pytest.mark.row("D1")
def test_another_device_takes_the_place_and_nothing_of_the_old_ones_business(hall: Hall) -> None:
    operator = hall.operator()
    old = hall.terminal("screen-3", clean=False).hello("window_screen")
    old.say("fault", {"code": "screen_dark", "state": "raised"})
    hall.running.wait_for(TERMINAL_FAULTED)
    operator.post("/terminals/screen-3/restart")
    old.wait("restart")
    answer = operator.post("/terminals/screen-3/replace", json={"reason": "黑屏，送修"})
    assert answer.status_code == 200
    eventually(lambda: old.lost, 3)
    shown = operator.get("/terminals/screen-3").json()
    assert (shown["state"], shown["window"], shown["online"], shown["session"]) == ("approved", 3, False, None)
    assert [e.data["state"] for e in hall.running.wait_for(TERMINAL_FAULTED, 2)] == ["raised", "cleared"]
    assert [e.data["online"] for e in hall.running.wait_for(PRESENCE_CHANGED, 2)] == [True, False]
    eventually(lambda: hall.terminal("screen-3").codes[0].is_failure, 30, every=0.3)

    secret = pair(hall, answer.json()["code"]).json()["secret"]
    new = hall.admitted("screen-3", secret).hello("window_screen")
    new.wait("window-state")
    told = new.wait("configure")[0]["data"]
    assert told["settings"] == {"business_class": "C"} and new.got("restart") == []


@pytest.mark.row("D1")
def test_the_pair_command_keeps_the_secret_for_simulate_and_shows_it_to_nobody(hall: Hall, tmp_path: Path) -> None:
    def run(code: str, file: Path, url: str = hall.running.url) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "libs.terminal", "pair", "--code", "-", "--url", url, "--secret-file", str(file)]
        root = Path(__file__).parents[3]
        return subprocess.run(words, cwd=root, input=code + "\n", capture_output=True, text=True, timeout=60)

    code, file = give(hall, "kiosk-1"), tmp_path / "given"
    assert run(code, tmp_path / "missing" / "given").returncode == 2, "before the code is spent"
    assert run(code, file, "http://127.0.0.1:9").returncode == 2
    done = run(code, file)
    assert (done.returncode, done.stderr) == (0, "")
    secret = file.read_text().strip()
    assert json.loads(done.stdout) == {
        "id": "kiosk-1", "centre": "taozhu", "kind": "kiosk", "window": None, "secret_file": str(file),
    }  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600 and len(secret) > 40 and secret not in done.stdout
    again = run(code, file)
    assert (again.returncode, file.read_text().strip()) == (1, secret) and "配对码无效" in again.stderr
    assert [each.name for each in tmp_path.glob(".pairing-*")] == []
    with play(hall, "kiosk", "kiosk-1", tmp_path, secret_file=file):
        eventually(lambda: hall.operator().get("/terminals/kiosk-1").json()["online"])
