"""The supervised suite behind `./dev up`: real processes, found again, killed, restarted, stopped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import free_ports, require_free
from libs.common.cli.service_process import ServiceFailed, ServiceProcess
from libs.common.cli.stack import Stack
from libs.common.cli.stack_ports import StackPorts

ONE = ("petitions",)


@pytest.fixture
def stack(broker: BrokerNode, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path, broker=broker, services=ONE)
    stack.start()
    yield stack
    stack.stop()


def test_a_running_suite_is_adopted_by_whoever_comes_later(stack: Stack, broker: BrokerNode) -> None:
    before = stack.pids
    later = Stack(stack.directory, broker=broker, services=ONE, ports=stack.ports)
    later.start()
    assert later.pids == before and None not in before.values()


def test_changed_settings_start_the_service_anew(stack: Stack, broker: BrokerNode) -> None:
    http = dict(stack.ports.http) | {"petitions": free_ports(1)[0]}
    later = Stack(stack.directory, broker=broker, services=ONE, ports=StackPorts(stack.ports.broker, http))
    before = stack.pids["petitions"]
    later.start()
    assert later.pids["petitions"] not in (None, before)
    assert later.services["petitions"].readiness() is not None
    assert stack.services["petitions"].readiness() is None


def test_kill_restart_and_stop(stack: Stack, broker: BrokerNode) -> None:
    before = stack.pids["petitions"]
    stack.kill("petitions")
    assert stack.pids["petitions"] is None
    stack.restart("petitions")
    assert stack.pids["petitions"] not in (None, before)
    stack.stop()
    assert stack.pids["petitions"] is None and broker.running()
    require_free("petitions", stack.ports.http["petitions"])


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    environment = dict(os.environ) | {"BIANMIN_LOG_LEVEL": "LOUD"}
    service = ServiceProcess("petitions", tmp_path, free_ports(1)[0], environment)
    service.start()
    with pytest.raises(ServiceFailed, match="设置有误"):
        service.wait_ready(20)
