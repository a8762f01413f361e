"""Terminals as processes of their own: many in one, and one worked by hand."""

import subprocess
import sys
from pathlib import Path

from libs.common.broker.node import BrokerNode
from libs.terminal.vocabulary import Kind
from tests.integration.terminal.centre import Centre

ROOT = Path(__file__).parents[3]


def test_a_halls_terminals_share_one_process_and_one_loop(
    centre: Centre, broker: BrokerNode, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.integration.terminal.hall_process", str(tmp_path / "hall.db")]
    command += [centre.code, str(broker.mqtt_port), broker.user, "40"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write(f"{broker.password}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "online\n"
        centre.await_events("t-39", "hello")
        centre.send("t-2", "call", {"call_id": "c", "number": "A1", "window": "1", "window_name": "1"})
        centre.await_events("t-2", "acknowledged")
        process.stdin.write("\n")
        process.stdin.close()
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(10) == 0
    terminals = {f"t-{index}" for index in range(40)}
    assert {each.terminal for each in centre.heard if each.event == "hello"} == terminals
    centre.await_events("t-39", "gone")
    assert {each.terminal for each in centre.heard if each.event == "gone"} == terminals
    pressed = [each.event for each in centre.heard if each.event in {"ticket-requested", "key-pressed"}]
    assert len(pressed) == 2 * 40 // len(Kind)


def test_a_terminal_is_worked_by_hand(centre: Centre, broker: BrokerNode, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(broker.password)
    command = [sys.executable, "-m", "libs.terminal", "simulate", "--kind", "kiosk", "--terminal", "kiosk-1"]
    command += ["--centre", centre.code, "--port", str(broker.mqtt_port), "--username", broker.user]
    command += ["--secret-file", str(secret), "--store", str(tmp_path / "store")]
    typed = "press A 老年\nfault jam\nsing\nquit\n"
    done = subprocess.run(command, cwd=ROOT, input=typed, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已按键" in done.stdout and "不认识的命令：sing" in done.stdout
    (request,) = centre.await_events("kiosk-1", "ticket-requested")
    assert request.data["priority_ground"] == "老年"
    assert [each.data["code"] for each in centre.await_events("kiosk-1", "fault")] == ["jam"]


def test_a_terminal_without_broker_says_what_is_left(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("synthetic")
    command = [sys.executable, "-m", "libs.terminal", "simulate", "--kind", "kiosk", "--terminal", "kiosk-1"]
    command += ["--centre", "taozhu", "--port", "1", "--wait", "0.2", "--secret-file", str(secret)]
    done = subprocess.run(
        command, cwd=ROOT, input="press A\nquit\n", capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "还有 1 条消息未送达" in done.stderr
