"""A whole suite on one machine: private broker and five services, for `./dev up`, demo, chaos tests, bench."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

from libs.common.broker.config import kept_password
from libs.common.broker.node import BrokerNode
from libs.common.cli.service_process import ROOT, ServiceProcess
from libs.common.cli.stack_ports import StackPorts
from libs.common.events import SERVICES


class Stack:
    """Everything below `directory`: data, secrets, logs, pid files. Usable as a context manager.

    `start` on a folder whose parts still run adopts them, whoever started them. With `broker` given (an
    already started node, as in tests) that one is used and not stopped. `clock` is BIANMIN_CLOCK; the
    database is one SQLite file per service unless `database_template` (with `{service}`) says otherwise.
    """

    def __init__(
        self,
        directory: Path,
        *,
        ports: StackPorts | None = None,
        broker: BrokerNode | None = None,
        services: Iterable[str] = SERVICES,
        database_template: str | None = None,
        clock: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.secrets_dir = self.directory / "secrets"
        self._owns_broker = broker is None
        if broker is not None:
            self.ports = ports or StackPorts.free(broker.ports)
            self.broker = broker
        else:
            self.ports = ports or StackPorts.kept(self.directory / "ports.json")
            password = kept_password(self.secrets_dir / "broker_password")
            self.broker = BrokerNode(self.directory / "broker", self.ports.broker, password=password)
        self.data = self.directory / "data"
        self.environment = dict(os.environ) | {
            "PYTHONUNBUFFERED": "1",
            "BIANMIN_DATABASE_URL": database_template or f"sqlite:///{self.data}/{{service}}.db",
            "BIANMIN_AMQP_URL": self.broker.amqp_url,
            "BIANMIN_BROKER_API_URL": self.broker.management_url,
            "BIANMIN_HTTP_HOST": "127.0.0.1",
            "BIANMIN_HTTP_PORT": "0",
            "BIANMIN_SECRETS_DIR": str(self.secrets_dir),
            "BIANMIN_DOCUMENTS_DIR": str(self.directory / "documents"),
            "BIANMIN_CLOCK": clock,
            **{f"BIANMIN_HTTP_PORT_{name.upper()}": str(port) for name, port in self.ports.http.items()},
            **(environment or {}),
        }
        self.services = {
            name: ServiceProcess(name, self.directory, self.ports.http[name], self.environment) for name in services
        }

    @property
    def urls(self) -> dict[str, str]:
        """Base address of each service, such as http://127.0.0.1:8101."""
        return {name: service.url for name, service in self.services.items()}

    @property
    def pids(self) -> dict[str, int | None]:
        """Process ids of the services and of `broker`; None for what does not run."""
        return {name: service.pid for name, service in self.services.items()} | {"broker": self.broker.pid}

    def prepare(self) -> None:
        """Secrets and migrated databases, without starting anything. Safe to repeat."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.admin("secrets", "init", str(self.secrets_dir))
        self.admin("migrate", *self.services)

    def admin(self, *arguments: str, timeout: float = 120) -> str:
        """Run `./dev admin <arguments>` on this suite; its standard output. Raises with its words on failure."""
        done = subprocess.run(
            [sys.executable, "-m", "libs.common.cli.admin", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode:
            raise RuntimeError(f"admin {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, timeout: float = 90) -> None:
        """Prepare, start what does not run yet, and return when everything is ready.

        Raises PortInUse, BrokerFailed or ServiceFailed; what was started until then keeps running, for
        its logs to be read and `stop` to be called.
        """
        self.prepare()
        self.broker.start(timeout)
        self.start_services(timeout)

    def start_services(self, timeout: float = 60) -> None:
        """Start the services on a prepared suite with a running broker, and return when all are ready."""
        # Before anybody publishes: a topic exchange keeps nothing for a queue that comes later.
        self.admin("queues", "declare", *self.services)
        for service in self.services.values():
            service.start()
        self.wait_ready(timeout)

    def wait_ready(self, timeout: float = 60) -> None:
        """Return when every service answers /readyz with 200."""
        deadline = time.monotonic() + timeout
        for service in self.services.values():
            service.wait_ready(max(0.0, deadline - time.monotonic()))

    def stop(self, grace: float = 20) -> None:
        """Stop the services together, then the broker if it is ours."""
        for service in self.services.values():
            service.ask_to_stop()
        for service in self.services.values():
            service.wait_stopped(grace)
        if self._owns_broker:
            self.broker.stop()

    def kill(self, name: str) -> None:
        """kill -9 a service, or the node when `name` is "broker"."""
        (self.broker if name == "broker" else self.services[name]).kill()

    def restart(self, name: str, *, wait: bool = True, timeout: float = 60) -> None:
        """Start a service or "broker" again after `kill`; `wait` for readiness (the broker always is)."""
        if name == "broker":
            self.broker.start(timeout)
            return
        self.services[name].start()
        if wait:
            self.services[name].wait_ready(timeout)

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
