"""The running suite that measurements (b) to (e) are made on: fresh folder, sample town, working hours."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from libs.common.broker.ports import BrokerPorts
from libs.common.cli.service_process import ROOT
from libs.common.cli.stack import Stack
from libs.common.cli.stack_ports import StackPorts

TOWN = ROOT / "samples" / "town"
CENTRE = "taozhu"


@dataclass(frozen=True)
class Suite:
    """``start_seconds`` is what ``./dev up`` takes on a fresh folder; ``secrets`` are those of the terminals."""

    stack: Stack
    clock: str
    start_seconds: float
    secrets: dict[str, str]

    @property
    def amqp_url(self) -> str:
        return self.stack.broker.amqp_url

    def database(self, service: str) -> Path:
        return self.stack.directory / "data" / f"{service}.db"

    def write_plan(self, folder: Path, **more: object) -> Path:
        """What a party needs to know, in a file: secrets are not for command lines."""
        broker = self.stack.broker
        plan = {
            "centre": CENTRE, "mqtt_port": broker.mqtt_port, "broker_user": broker.user,
            "broker_password": broker.password, "secrets": self.secrets, "urls": self.stack.urls,
            "secrets_dir": str(self.stack.secrets_dir), "store": str(folder / "terminals.db"),
            "clock": self.clock, **more,
        }  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "plan.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(plan))
        return file


@contextmanager
def started_broker(folder: Path, **settings: str) -> Iterator[tuple[Stack, float]]:
    """A suite of which only the broker runs as yet, and how many seconds that took; ends with all that was started.

    Ports were free; the hall's clock says nine of a working day and goes at real speed. ``settings`` are more of the
    services' environment.
    """
    clock = f"2026-03-02T09:00:00+08:00@{time.time()!r}x1"
    environment = {"BIANMIN_LOG_LEVEL": "WARNING", **settings}
    stack = Stack(folder, ports=StackPorts.free(BrokerPorts.free()), clock=clock, environment=environment)
    try:
        began = time.monotonic()
        stack.broker.start()
        yield stack, time.monotonic() - began
    finally:
        stack.stop()


def start_suite(stack: Stack, broker_seconds: float) -> Suite:
    """Start the rest, one thing after the other as ``./dev up`` does, then load the town."""
    began = time.monotonic()
    stack.prepare()
    stack.start_services()
    seconds = broker_seconds + time.monotonic() - began
    stack.admin("town", "load", str(TOWN))
    secrets = json.loads(stack.admin("terminals", "issue").splitlines()[-1])
    return Suite(stack, stack.environment["BIANMIN_CLOCK"], seconds, secrets)
