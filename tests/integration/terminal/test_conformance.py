"""The conformance kit as a vendor runs it: our simulators keep every row, broken terminals fail at theirs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from libs.common.broker.node import BrokerNode
from libs.terminal.conformance.kit import plan
from libs.terminal.vocabulary import Kind

ROOT = Path(__file__).parents[3]
BROKEN: dict[str, set[str]] = {
    # On a window screen unless another kind is named; the rows that must fail, and no others.
    "same_session": {"new-session"},
    "seq_gap": {"seq"},
    "shows_expired": {"expired"},
    "answers_twice": {"answered"},
    "forgets_stored": {"offline-kept"},
    "carries_out_again": {"duplicate", "remembered"},
    "wrong_will": {"will", "restart"},
    "no_heartbeat": {"heartbeat"},
    "stamps_when_sent": {"offline-times", "unconfirmed", "id"},
    "answers_before_speaking": {"voice-spoken", "voice-turn"},
    "never_asks": {"display-gap"},
    "hides_calls": {"display-call"},
    "writes_every_text": {"led-flash"},
    "sends_the_picture": {"camera-snapshot", "fields"},
}
KINDS = {"answers_before_speaking": Kind.VOICE, "never_asks": Kind.QUEUE_DISPLAY, "hides_calls": Kind.QUEUE_DISPLAY}
KINDS |= {"writes_every_text": Kind.LED, "sends_the_picture": Kind.CAMERA}


class Run:
    """One kit with its terminal; ``result`` waits for its end."""

    def __init__(self, broker: BrokerNode, folder: Path, terminal: str, kind: Kind, *extra: str) -> None:
        secret = folder / "secret"
        secret.write_text(broker.password)
        command = [sys.executable, "-m", "libs.terminal", "conform", "--json", "--kind", kind.value]
        command += ["--centre", "conform", "--terminal", terminal, "--port", str(broker.mqtt_port)]
        command += ["--user", broker.user, "--password-file", str(secret)]
        command += ["--username", broker.user, "--secret-file", str(secret), *extra]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )

    def result(self) -> tuple[int, dict[str, Any]]:
        output, _ = self._process.communicate(timeout=110)
        return self._process.returncode, json.loads(output)

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()  # the kit ends its terminal
            self._process.communicate(timeout=20)


@pytest.fixture
def run(broker: BrokerNode, tmp_path: Path):
    runs: list[Run] = []

    def start(*arguments: Any) -> Run:
        runs.append(Run(broker, tmp_path, *arguments))
        return runs[-1]

    yield start
    for each in runs:
        each.end()


@pytest.mark.row("D14")
def test_our_simulators_keep_every_row(run) -> None:
    runs = {kind: run(f"good-{kind.value.replace('_', '-')}", kind, "--simulator") for kind in Kind}
    for kind, each in runs.items():
        code, report = each.result()
        outcomes = {row["id"]: (row["outcome"], row["why"]) for row in report["rows"]}
        assert outcomes == {check.id: ("pass", "") for check in plan(kind)}, kind
        assert (code, report["failed"], report["kind"]) == (0, 0, kind.value)


@pytest.mark.row("D14")
def test_a_broken_terminal_fails_at_the_right_row(run) -> None:
    runs = {}
    for fault in BROKEN:
        command = f"{sys.executable} -m tests.integration.terminal.broken_terminal {fault} simulate"
        command += " --kind {kind} --centre {centre} --terminal {terminal} --host {host} --port {port}"
        command += " --username {username} --secret-file {secret_file} --store {store}"
        terminal = f"broken-{fault.replace('_', '-')}"
        runs[fault] = run(terminal, KINDS.get(fault, Kind.WINDOW_SCREEN), "--terminal-command", command)
    found = {}
    for fault, each in runs.items():
        code, report = each.result()
        assert code == 1, fault
        found[fault] = {row["id"] for row in report["rows"] if row["outcome"] == "fail"}
    assert found == BROKEN


@pytest.mark.row("D14")
def test_without_broker_or_terminal_it_exits_with_two(broker: BrokerNode, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "libs.terminal", "conform", "--kind", "kiosk"]
    absent = subprocess.run([*command, "--port", "1"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (absent.returncode, absent.stdout) == (2, "")
    assert "不能开始" in absent.stderr
    password = tmp_path / "password"
    password.write_text(broker.password)
    command += ["--port", str(broker.mqtt_port), "--user", broker.user, "--password-file", str(password)]
    command += ["--terminal-command", str(tmp_path / "no-such-program")]
    missing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (missing.returncode, missing.stdout) == (2, "")
