"""Everything that docker-compose.yml starts of ours, started outside Docker.

With the very entry point, command and environment of the file; only the addresses and folders that exist in
containers alone are replaced by those of the private servers.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import free_ports
from libs.common.events import SERVICES
from tests.support.postgres import PostgresServer
from tests.support.waiting import eventually
from tools.dev import compose

ROOT = Path(__file__).resolve().parents[3]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::[-?](?P<default>[^}]*))?\}")


class Outside:
    """Turns what the file says of a service into something that runs here."""

    def __init__(self, broker: BrokerNode, postgres: PostgresServer, folder: Path) -> None:
        self.file = compose.load()
        self.values = {"BIANMIN_POSTGRES_PASSWORD": "unused", "BIANMIN_BROKER_PASSWORD": broker.password}
        self.port = free_ports(1)[0]
        self.places = {
            "@postgres:5432": f"@127.0.0.1:{postgres.port}",
            "@rabbitmq:5672": f"@127.0.0.1:{broker.ports.amqp}",
            "@rabbitmq:15672": f"@127.0.0.1:{broker.ports.management}",
            "/etc/bianmin/secrets": str(folder / "secrets"),
            "/etc/bianmin/broker": str(folder / "broker"),
        }

    def text(self, value: str) -> str:
        """A value with variables filled in as Compose does, and addresses of containers replaced."""
        filled = VARIABLE.sub(lambda found: self.values.get(found["name"]) or found["default"], value)
        for there, here in self.places.items():
            filled = filled.replace(there, here)
        return str(self.port) if filled == "8000" else filled.replace(":8000/", f":{self.port}/")

    def command(self, service: dict[str, Any]) -> list[str]:
        words = [*(service.get("entrypoint") or image_entrypoint()), *service["command"]]
        assert words[0] == "python"
        return [sys.executable, *map(self.text, words[1:])]

    def environment(self, service: dict[str, Any]) -> dict[str, str]:
        """Nothing of BIANMIN_* from here: what the file forgets is missing, as in a container."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("BIANMIN_")}
        return own | {key: self.text(value) for key, value in service["environment"].items()}

    def run(self, name: str) -> None:
        """Run a service that does one thing and ends."""
        service = self.file["services"][name]
        done = subprocess.run(
            self.command(service), env=self.environment(service), cwd=ROOT, capture_output=True, timeout=90
        )
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def image_entrypoint() -> list[str]:
    found = re.search(r"^ENTRYPOINT (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found
    return list(json.loads(found[1]))


@pytest.fixture(scope="module")
def outside(
    broker: BrokerNode, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outside]:
    """Databases, keys and tables made as the file makes them, in its order."""
    folder = tmp_path_factory.mktemp("compose")
    (folder / "broker").mkdir()
    each = Outside(broker, postgres, folder)
    postgres.run_script(ROOT / "deploy" / "postgres" / "databases.sql")
    each.run("secrets")
    each.run("migrate")
    each.run("queues")
    yield each


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_becomes_healthy_and_stops_when_asked(
    outside: Outside, name: str, tmp_path: Path
) -> None:
    service = outside.file["services"][name]
    check = service["healthcheck"]["test"]
    assert check[:2] == ["CMD", "python"]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            outside.command(service), env=outside.environment(service), cwd=ROOT, stdout=output, stderr=output
        )

    def healthy() -> bool:
        assert process.poll() is None, log.read_text()
        done = subprocess.run([sys.executable, *map(outside.text, check[2:])], capture_output=True)
        return done.returncode == 0

    try:
        eventually(healthy, timeout=60, every=0.2)
        process.terminate()
        assert process.wait(timeout=30) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()


def test_the_broker_files_are_rendered_with_secrets_and_without_holes(outside: Outside) -> None:
    outside.run("broker-files")
    folder = Path(outside.places["/etc/bianmin/broker"])
    conf = (folder / "rabbitmq.conf").read_text()
    assert "$" not in conf.replace("dollar", "")
    assert "auth_http.user_path = http://devices:8000/api/devices/v1/access/user" in conf
    definitions = json.loads((folder / "definitions.json").read_text())
    assert {f"{name}.events" for name in SERVICES} < {each["name"] for each in definitions["exchanges"]}
    assert outside.values["BIANMIN_BROKER_PASSWORD"] not in json.dumps(definitions)  # a salted hash only
    assert "rabbitmq_web_mqtt" in (folder / "enabled_plugins").read_text()
