"""A small client of RabbitMQ's management API: enough to see that a node is ready and to look into it."""

import base64
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit


class ManagementError(RuntimeError):
    """The management API refused or failed; `status` is its HTTP status, 0 when it did not answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"management API: {status} {reason}")
        self.status = status


class Management:
    """Calls `http://user:password@host:port` (BIANMIN_BROKER_API_URL); every call has a time limit."""

    def __init__(self, url: str, timeout: float = 5) -> None:
        parts = urlsplit(url)
        self._base = urlunsplit((parts.scheme, f"{parts.hostname}:{parts.port}", "", "", ""))
        credentials = f"{parts.username}:{parts.password}".encode()
        self._authorization = "Basic " + base64.b64encode(credentials).decode()
        self._timeout = timeout

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send one request to `/api/<path>`; the decoded answer, or None for an empty one."""
        request = urllib.request.Request(
            f"{self._base}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": self._authorization, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise ManagementError(error.code, error.read().decode(errors="replace")[:200]) from None
        except OSError as error:
            raise ManagementError(0, str(error)) from None
        return json.loads(text) if text else None

    def ready(self) -> bool:
        """Whether the node answers, its definitions are loaded and the MQTT listener is open."""
        try:
            self.call("GET", "queues/%2F/devices.uplink")
            listeners = self.call("GET", "overview")["listeners"]
        except ManagementError:
            return False
        return {"amqp", "mqtt"} <= {listener["protocol"] for listener in listeners}

    def queues(self) -> list[dict[str, Any]]:
        """All queues of vhost "/"; figures in them lag by up to five seconds."""
        return list(self.call("GET", "queues/%2F"))

    def drop_queue(self, name: str) -> None:
        """Delete a queue of vhost "/" with what waits in it; one that does not exist is fine."""
        try:
            self.call("DELETE", f"queues/%2F/{quote(name, safe='')}")
        except ManagementError as error:
            if error.status != 404:
                raise

    def close_connections(self, user: str) -> int:
        """Close every connection of a user at once, e.g. of a revoked terminal; how many there were.

        By user and not by name: a single connection can be closed only once statistics know it, five seconds later.
        """
        path = f"connections/username/{quote(user, safe='')}"
        found = len(self.call("GET", path))
        if found:
            self.call("DELETE", path)
        return found
