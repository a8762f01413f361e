"""`python -m libs.common.broker.render FOLDER`: the broker's files for a container, secrets filled in.

Reads BIANMIN_BROKER_PASSWORD, and BIANMIN_DEVICES_URL (such as http://devices:8000), where the broker asks
who a terminal is. The node then listens on all addresses of its container, on RabbitMQ's usual ports.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from libs.common.broker import config
from libs.common.broker.ports import BrokerPorts

CONTAINER_PORTS = BrokerPorts(
    amqp=5672,
    mqtt=1883,
    web_mqtt=15675,
    management=15672,
    prometheus=15692,
    dist=25672,
    epmd=4369,
    devices_http=0,
)
IMAGE_VERSION = (4, 0)


def render(folder: Path, password: str, devices_url: str) -> None:
    """Write rabbitmq.conf, definitions.json and enabled_plugins into an existing folder."""
    access = devices_url.rstrip("/") + "/api/devices/v1/access"
    definitions = folder / "definitions.json"
    definitions.write_text(config.definitions_text(password))
    conf = config.configuration(
        IMAGE_VERSION, CONTAINER_PORTS, access, str(definitions), "0.0.0.0", log_to_console=True
    )
    (folder / "rabbitmq.conf").write_text(conf)
    shutil.copyfile(config.TEMPLATES / "enabled_plugins", folder / "enabled_plugins")


def main() -> int:
    try:
        folder = Path(sys.argv[1])
        password, devices_url = os.environ["BIANMIN_BROKER_PASSWORD"], os.environ["BIANMIN_DEVICES_URL"]
    except (IndexError, KeyError) as missing:
        print(f"{__doc__}\nmissing: {missing}", file=sys.stderr)
        return 2
    render(folder, password, devices_url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
