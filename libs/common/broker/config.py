"""What a node is told at start: rabbitmq.conf and the definitions, rendered from deploy/rabbitmq."""

import base64
import hashlib
import json
import secrets
from pathlib import Path
from string import Template
from typing import Any

from libs.common.broker.ports import BrokerPorts
from libs.common.events import SERVICES

TEMPLATES = Path(__file__).parents[3] / "deploy" / "rabbitmq"
USER = "bianmin"

# How long a node believes the answer of *devices* about a terminal; a revoked one is cut off at once by
# closing its connection, and by this much later at the latest.
ACCESS_CACHE_MS = 2000
# A terminal away for longer than this finds its subscriptions and waiting messages gone and says hello anew.
SESSION_EXPIRY_SECONDS = 7 * 24 * 3600


def kept_password(file: Path) -> str:
    """The random password that `file` keeps (mode 600), made on the first call."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24) + "\n")
    return file.read_text().strip()


def password_hash(password: str) -> str:
    """RabbitMQ's salted SHA-256 form: base64 of a 4-byte salt followed by the digest."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions_text(password: str) -> str:
    """The definitions file (JSON): user, permissions, event exchanges, MQTT exchange and uplink queue."""
    text = (TEMPLATES / "definitions.json.template").read_text()
    filled: dict[str, Any] = json.loads(
        Template(text).substitute(user=USER, password_hash=password_hash(password))
    )
    for service in SERVICES:
        exchange = {"name": f"{service}.events", "vhost": "/", "type": "topic", "durable": True}
        filled["exchanges"].append(exchange | {"auto_delete": False, "internal": False, "arguments": {}})
    return json.dumps(filled, indent=2)


def configuration(
    version: tuple[int, ...],
    ports: BrokerPorts,
    access_url: str,
    definitions_file: str,
    bind: str,
    *,
    log_to_console: bool = False,
) -> str:
    """rabbitmq.conf for a RabbitMQ `version` such as (3, 10, 8), listening on the address `bind` only."""
    values = {name: str(port) for name, port in vars(ports).items()}
    return Template((TEMPLATES / "rabbitmq.conf.template").read_text()).substitute(
        values,
        bind=bind,
        access_url=access_url.rstrip("/"),
        definitions=definitions_file,
        cache_ttl_ms=ACCESS_CACHE_MS,
        log_to_console=str(log_to_console).lower(),
        mqtt_version_settings=_mqtt_settings(version),
    )


def _mqtt_settings(version: tuple[int, ...]) -> str:
    # 3.13 brought MQTT 5 and with it a new name, in seconds, for what was a time-to-live in milliseconds.
    if version >= (3, 13):
        return f"mqtt.max_session_expiry_interval_seconds = {SESSION_EXPIRY_SECONDS}"
    return f"mqtt.subscription_ttl = {SESSION_EXPIRY_SECONDS * 1000}"
