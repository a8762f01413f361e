"""Every port of one running suite: those of the broker and one HTTP port per service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from libs.common.broker.ports import BrokerPorts, free_ports
from libs.common.events import SERVICES

DEFAULT_HTTP = dict(zip(SERVICES, range(8101, 8106), strict=True))


@dataclass(frozen=True)
class StackPorts:
    """`http` maps a service to its loopback port; that of *devices* is also `broker.devices_http`."""

    broker: BrokerPorts
    http: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.http["devices"] != self.broker.devices_http:
            raise ValueError("the broker must ask the port that devices listens on")

    @classmethod
    def default(cls) -> StackPorts:
        return cls(BrokerPorts(devices_http=DEFAULT_HTTP["devices"]), DEFAULT_HTTP)

    @classmethod
    def free(cls, broker: BrokerPorts | None = None) -> StackPorts:
        """Ports that were free when asked; with `broker` given, around that node's ports."""
        own = broker or BrokerPorts.free()
        http = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        return cls(own, http | {"devices": own.devices_http})

    @classmethod
    def kept(cls, file: Path) -> StackPorts:
        """The ports that `file` keeps, which may be edited while nothing runs; the defaults at first."""
        if not file.exists():
            ports = cls.default()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"broker": asdict(ports.broker), "http": ports.http}, indent=1) + "\n")
            return ports
        kept = json.loads(file.read_text())
        broker = replace(BrokerPorts(**kept["broker"]), devices_http=kept["http"]["devices"])
        return cls(broker, kept["http"])
