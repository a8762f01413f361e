"""kill -9 of services and broker under load, then count: every acknowledged action took effect exactly once.

The short form runs with every ``./dev test``; ``./dev test --chaos`` kills for longer. The seed is printed; the
moments are random on purpose.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from libs.common.broker.ports import BrokerPorts
from libs.common.cli.stack import Stack
from libs.common.cli.stack_ports import StackPorts
from libs.demo.plan import plan_day, read_rows
from tests.chaos.calls import alarms, check_alarms, check_calls, check_nobody_lost, wait_decided
from tests.chaos.evidence import Evidence, repeated
from tests.chaos.third import Third
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
TOWN = ROOT / "samples" / "town"
LONG = os.environ.get("BIANMIN_CHAOS") == "long"
KILLS = 150 if LONG else 22
THIRD = "a third of the terminals"
VICTIMS = ("intake", "devices", "routing", "reporting", "intake", "devices", "broker", THIRD)
# A minute of the hall is a minute here; a call must outlive an outage to be counted at its screen.
ENVIRONMENT = {
    "BIANMIN_CALL_TTL_SECONDS": "600",
    "BIANMIN_CALL_PROOF_SECONDS": "1",
    "BIANMIN_CALL_SPOKEN_SECONDS": "1",
    "BIANMIN_CALL_AGAIN_SECONDS": "1",
    "BIANMIN_CALL_ELSEWHERE_SECONDS": "1",
    "BIANMIN_RETRY_DELAYS": "0.2, 0.5, 1, 2",
    "BIANMIN_LOG_LEVEL": "WARNING",
}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    # Ten in the morning of a working day, real speed.
    clock = f"2026-03-02T09:00:00+08:00@{time.time()!r}x1"
    suite = Stack(tmp_path / "suite", ports=StackPorts.free(BrokerPorts.free()), clock=clock, environment=ENVIRONMENT)
    try:
        suite.prepare()
        suite.admin("town", "load", str(TOWN))
        suite.broker.start()
        suite.start_services()
        yield suite
    finally:
        suite.stop()


def plan_of(stack: Stack, folder: Path, seed: int) -> Path:
    items = {visitor.item for visitor in plan_day(TOWN, 1).visitors if visitor.item and visitor.item.kind != "即办件"}
    plan = {
        "seed": seed,
        "urls": stack.urls,
        "secrets_dir": str(stack.secrets_dir),
        "mqtt_port": stack.broker.mqtt_port,
        "store": str(folder / "terminals.db"),
        "clock": stack.environment["BIANMIN_CLOCK"],
        "terminals": json.loads(stack.admin("terminals", "issue").splitlines()[-1]),
        "items": [{"code": item.code, "materials": item.materials} for item in sorted(items, key=lambda i: i.code)],
        "villages": [row["code"] for row in read_rows(TOWN, "villages.csv")],
    }
    file = folder / "plan.json"
    file.write_text(json.dumps(plan))
    return file


def say(load: subprocess.Popen[str], word: str) -> None:
    assert load.stdin is not None
    load.stdin.write(word + "\n")
    load.stdin.flush()


def hear(load: subprocess.Popen[str]) -> str:
    assert load.stdout is not None
    line = load.stdout.readline().strip()
    assert line, f"the load ended with {load.wait()}"
    return line


def kill_at_random(stack: Stack, third: Third, random: Random) -> list[str]:
    """KILLS times: wait a random moment, kill -9 somebody, and bring it back, sometimes while others still rise.

    In a random order, but so that everybody's turn comes.
    """
    rounds = (random.sample(VICTIMS, len(VICTIMS)) for _ in range(KILLS))
    killed = list(chain.from_iterable(rounds))[:KILLS]
    for victim in killed:
        time.sleep(random.uniform(0.2, 1.6))  # the random moment itself is what is tested
        if victim == THIRD:
            third.kill()
        else:
            stack.kill(victim)
        time.sleep(random.uniform(0.0, 0.4))
        if victim == THIRD:
            third.start()
        else:
            stack.restart(victim, wait=random.random() < 0.5)
    return killed


def leave_unseen(stack: Stack, third: Third, evidence: Evidence) -> None:
    """Kill the third and leave it dead until a call that nobody could show has its alarm; then bring it back."""
    stack.wait_ready(90)
    before = len(alarms(evidence, "raised"))
    third.kill()
    eventually(lambda: len(alarms(evidence, "raised")) > before, timeout=150, every=0.25)
    third.start()


@pytest.mark.row("N8", "N10")
@pytest.mark.chaos
@pytest.mark.timeout(3600 if LONG else 600)
def test_every_acknowledged_action_took_effect_exactly_once(stack: Stack, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(10**9)
    print(f"seed {seed}, {KILLS} kills")
    plan, evidence = plan_of(stack, tmp_path, seed), Evidence(stack)
    third = Third(plan)
    third.wait_ready()
    load = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.load", str(plan)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hear(load) == "ready"
        killed = kill_at_random(stack, third, Random(seed))
        leave_unseen(stack, third, evidence)
        third.wait_ready()
        say(load, "stop")
        assert hear(load) == "drained"
        settle(evidence)
        wait_decided(evidence)
        settle(evidence)
        revision = evidence.rows("devices", "SELECT revision FROM board WHERE name = 'queue'")[0][0]
        say(load, str(revision))
        journal = json.loads(hear(load))
    finally:
        load.kill()
        load.wait()
        third.kill()
    print({"killed": {name: killed.count(name) for name in VICTIMS}, "presses": len(journal["presses"]),
           "registered": len(journal["registered"]), "returned": len(journal["returned"]),
           "alarms": len(alarms(evidence, "raised"))})  # fmt: skip
    assert set(killed) == set(VICTIMS)
    assert journal["troubles"] == []
    assert evidence.parked() == []
    check_tickets(evidence, journal)
    check_calls(evidence, journal)
    check_nobody_lost(evidence)
    check_alarms(evidence)
    check_display(evidence, journal)
    check_cases(evidence, journal)
    check_figures(evidence)
    assert "损坏" not in stack.admin("audit", "verify")


def settle(evidence: Evidence) -> None:
    """Until nothing waits anywhere: every event committed has been sent, and heard by everyone who follows it."""
    eventually(lambda: not evidence.uplinks_waiting(), timeout=60)
    eventually(lambda: not any(evidence.unsent().values()) and not evidence.unheard(), timeout=60, every=0.25)


def check_tickets(evidence: Evidence, journal: dict[str, Any]) -> None:
    """Each press that the kiosk kept is one ticket, or one refusal; no number exists twice."""
    pressed = [tuple(press) for press in journal["presses"]]
    assert len(pressed) > 100
    issued = evidence.rows("intake", "SELECT terminal_id, press_id FROM ticket WHERE channel = 'kiosk'")
    refused = [
        (e["data"]["terminal_id"], e["data"]["press_id"]) for e in evidence.published("intake", "ticket.refused.v1")
    ]
    assert repeated(issued + refused) == {}
    assert set(issued) | set(refused) == set(pressed)
    numbers = [number for (number,) in evidence.rows("intake", "SELECT number FROM ticket")]
    assert repeated(numbers) == {}


def check_display(evidence: Evidence, journal: dict[str, Any]) -> None:
    """The display on the wall shows what is true: the waiting of each class as the queue has it."""
    waiting = dict(
        evidence.rows("intake", "SELECT substr(number, 1, 1), count(*) FROM ticket WHERE state = 'waiting' GROUP BY 1")
    )
    assert journal["shown"], "the display shows nothing at all"
    revision, content = journal["shown"]
    assert revision == evidence.rows("devices", "SELECT revision FROM board WHERE name = 'queue'")[0][0]
    assert {prefix: count for prefix, count in content["waiting"].items() if count} == waiting
    revisions = journal["revisions"]
    assert revisions == sorted(revisions), "a display never goes back"


def check_cases(evidence: Evidence, journal: dict[str, Any]) -> None:
    """Each registration acknowledged is one case; each acceptance one delegation; each return one completion."""
    cases = [row for (row,) in evidence.rows("intake", "SELECT id FROM service_case")]
    assert set(journal["registered"].values()) <= set(cases)
    assert len(cases) - len(journal["registered"]) <= 2, "at most the one in hand of each clerk at the end"
    for event in ("case.registered.v1", "case.accepted.v1", "case.completed.v1"):
        assert repeated([e["subject"] for e in evidence.published("intake", event)]) == {}
    accepted = {e["subject"]: e["data"] for e in evidence.published("intake", "case.accepted.v1")}
    assert set(journal["accepted"]) <= set(accepted)
    delegable = {case for case, data in accepted.items() if data["delegable"] and data["village_code"]}
    delegated = [row for (row,) in evidence.rows("routing", "SELECT case_id FROM delegation")]
    assert len(delegable) > 20
    assert repeated(delegated) == {}
    assert set(delegated) == delegable
    returned = [e["data"]["case_id"] for e in evidence.published("routing", "delegation.returned.v1")]
    assert repeated(returned) == {}
    assert set(journal["returned"]) <= set(returned)
    completed = {e["subject"] for e in evidence.published("intake", "case.completed.v1")}
    assert completed == {case for case in returned if accepted[case]["village_can_finish"]}


def check_figures(evidence: Evidence) -> None:
    """Reporting holds each event that it follows exactly once."""
    facts = dict(evidence.rows("reporting", "SELECT kind, count(*) FROM fact GROUP BY kind"))
    for service, event in (
        ("intake", "ticket.issued.v1"),
        ("intake", "ticket.finished.v1"),
        ("intake", "case.registered.v1"),
        ("intake", "case.accepted.v1"),
        ("intake", "case.completed.v1"),
        ("routing", "delegation.opened.v1"),
        ("routing", "delegation.returned.v1"),
    ):
        assert facts.get(event.removesuffix(".v1"), 0) == len(evidence.published(service, event)), event
