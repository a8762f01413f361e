"""The yardstick of HTTP and of memory: a bare nameko service with one empty route.

``python -m benchmarks.parties.empty AMQP_URL``; says on which port it listens.
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.web.handlers import http  # noqa: E402

from benchmarks.party import say  # noqa: E402
from libs.common.broker.ports import free_ports  # noqa: E402


class Empty:
    name = "empty"

    @http("POST", "/empty")
    def empty(self, request: Any) -> str:
        return "{}"


if __name__ == "__main__":
    (port,) = free_ports(1)
    config = {"AMQP_URI": sys.argv[1], "WEB_SERVER_ADDRESS": f"127.0.0.1:{port}"}
    container = ServiceContainer(Empty, config)
    container.start()
    say(port=port)
    container.wait()
