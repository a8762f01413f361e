"""Alert rules ask for figures that there are, by labels that they have, and say in Chinese what is wrong."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from libs.common.events import SERVICES

RULES = Path(__file__).resolve().parents[3] / "deploy" / "prometheus" / "rules.yml"
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]
FIGURE = re.compile(r"(?P<name>bianmin_\w+)(?P<labels>\{[^}]*\})?")
OURS = re.compile(r"up|rabbitmq_\w+")
BROKEN: dict[str, str] = {
    "UnknownFigure": "bianmin_call_alarm > 0",
    "UnknownLabel": 'bianmin_calls_total{result="undelivered"} > 0',
    "ByUnknownLabel": "max by (center) (bianmin_call_alarms) > 0",
    "Unbalanced": "sum(increase(bianmin_calls_total[15m]) > 0",
}


def figures() -> dict[str, set[str]]:
    """Name as Prometheus knows it → labels."""
    for service in SERVICES:
        import_module(f"services.{service}.service")
    found: dict[str, set[str]] = {}
    for collector, names in REGISTRY._collector_to_names.items():
        for name in names:
            if name.startswith("bianmin_"):
                found[name] = set(getattr(collector, "_labelnames", ()))
    return found


def faults(expression: str) -> list[str]:
    """What is wrong with an expression; a small part of what promtool would find, without it."""
    known, wrong, used = figures(), [], set()
    for match in FIGURE.finditer(expression):
        if match["name"] not in known:
            wrong.append(f"no figure {match['name']}")
            continue
        used |= known[match["name"]]
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", match["labels"] or ""):
            if label not in known[match["name"]]:
                wrong.append(f"{match['name']} has no label {label}")
    for listed in re.findall(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)", expression):
        for label in filter(None, map(str.strip, listed.split(","))):
            if used and label not in used:
                wrong.append(f"no figure here has a label {label}")
    if any(expression.count(left) != expression.count(right) for left, right in ("()", "{}", "[]")):
        wrong.append("brackets")
    return wrong


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_can_ring(alert: dict[str, Any]) -> None:
    assert faults(alert["expr"]) == []
    assert FIGURE.search(alert["expr"]) or OURS.search(alert["expr"])
    assert set(alert) <= {"alert", "expr", "for", "labels", "annotations"}
    assert alert["labels"]["severity"] in ("warning", "critical")
    assert re.fullmatch(r"\d+[smh]", alert.get("for", "1m"))
    summary = alert["annotations"]["summary"]
    assert re.search("[\u4e00-\u9fff]", summary)
    assert summary.count("{{") == summary.count("}}")
    # What the summary names must survive the expression: a label that was summed away prints nothing.
    kept = ",".join(re.findall(r"\bby\s*\(([^)]*)\)", alert["expr"]))
    named = set(re.findall(r"\$labels\.(\w+)", summary)) - {"instance"}
    assert named <= set(map(str.strip, kept.split(",")))


@pytest.mark.parametrize("expression", BROKEN.values(), ids=BROKEN)
def test_a_rule_that_could_never_ring_is_found(expression: str) -> None:
    assert faults(expression)


@pytest.mark.row("N8", "D13")
def test_what_an_operator_must_hear_of_has_its_alert() -> None:
    wanted = {
        "CallsUndelivered": "bianmin_call_alarms", "MessagesParked": "bianmin_parked_messages",
        "OutboxLagging": "bianmin_outbox_lag_seconds", "TerminalsOffline": "bianmin_terminals_online",
        "AnnouncerMuted": "no_sound",
    }  # fmt: skip
    rules = {alert["alert"]: alert["expr"] for alert in ALERTS}
    assert {name: word in rules.get(name, "") for name, word in wanted.items()} == dict.fromkeys(wanted, True)
