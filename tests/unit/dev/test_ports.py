"""Ports are kept, and one name for the HTTP port of *devices* holds on both sides."""

import json
from pathlib import Path

import pytest

from libs.common.broker.ports import BrokerPorts, free_ports
from libs.common.cli.stack_ports import StackPorts


def test_ports_are_chosen_once_and_may_be_edited(tmp_path: Path) -> None:
    file = tmp_path / "var" / "ports.json"
    assert StackPorts.kept(file) == StackPorts.default()
    kept = json.loads(file.read_text())
    kept["http"]["devices"] = 9104
    file.write_text(json.dumps(kept))
    assert StackPorts.kept(file).broker.devices_http == 9104


def test_the_broker_must_ask_where_devices_listens() -> None:
    with pytest.raises(ValueError):
        StackPorts(BrokerPorts(devices_http=1), {"devices": 2})


def test_free_ports_are_distinct() -> None:
    assert len(set(free_ports(50))) == 50
    ports = StackPorts.free()
    assert len({*vars(ports.broker).values(), *ports.http.values()}) == 12
