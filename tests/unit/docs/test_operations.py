"""The operator's page names every setting, every figure and every alert there is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from libs.common.events import SERVICES

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "deploy" / "settings.yaml").read_text(encoding="utf-8")


def names(settings: dict[str, Any]) -> list[str]:
    hall = [f"hall.{name}" for name in settings["hall"]]
    return [name for name in settings if name != "hall"] + hall


@pytest.mark.parametrize("name", names(yaml.safe_load(re.sub(r"\$\{[^}]*\}", "0", SETTINGS))))
def test_every_setting_is_explained(name: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert any(re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", row.split("|")[1]) for row in rows)


def test_every_variable_is_named() -> None:
    variables = set(re.findall(r"\$\{(BIANMIN_\w+)", SETTINGS))
    ports = {f"BIANMIN_HTTP_PORT_{service.upper()}" for service in SERVICES} - {"BIANMIN_HTTP_PORT_INTAKE"}
    assert {name for name in variables - ports if f"`{name}`" not in PAGE} == set()


def test_every_alert_has_its_row() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text(encoding="utf-8"))
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    assert {alert for alert in alerts if f"| {alert} |" not in PAGE} == set()


def test_every_figure_is_explained() -> None:
    for service in SERVICES:
        import_module(f"services.{service}.service")
    figures = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in REGISTRY.collect()
        if family.name.startswith("bianmin_")
    }
    assert len(figures) > 15
    assert {name for name in figures if f"`{name}`" not in PAGE and f"`{_short(name)}`" not in PAGE} == set()


def _short(name: str) -> str:
    """Figures of one family are listed in one row, the second and later without their beginning."""
    return name.replace("bianmin_uplink", "…")
