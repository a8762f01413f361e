"""The web server of a service: eventlet's WSGI server under nameko's extension, hardened for open networks."""

import socket
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import eventlet
import structlog
from eventlet import wsgi
from nameko.web.server import HttpOnlyProtocol, WebServer
from werkzeug.routing import Map

from libs.common.actor import Cause
from libs.common.http import problems, tracing
from libs.common.http.answer import Answer
from libs.common.http.authentication import Authenticator
from libs.common.http.measures import RouteFigures
from libs.common.http.places import Places

IDLE_SECONDS = 75.0
SOCKET_SECONDS = 30.0
DRAIN_SECONDS = 10.0
REASONS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

log = structlog.get_logger(__name__)


class Protocol(HttpOnlyProtocol):
    """Lets the application close a connection whose request was not read to its end."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["bianmin.close"] = self._close_after
        return environ

    def _close_after(self) -> None:
        self.close_connection = 1


class ApiServer(WebServer):
    """One per container; listens on ``WEB_SERVER_ADDRESS`` of the container's config."""

    authenticator: Authenticator

    def __init__(self) -> None:
        super().__init__()
        self.files = Places()
        self._draining = False

    def start(self) -> None:
        if not self._starting:
            self.authenticator = Authenticator(self.container.config["settings"].secrets_dir)
        super().start()

    @property
    def port(self) -> int:
        """The port in use; of interest when the address asked for any (0)."""
        port: int = self._sock.getsockname()[1]
        return port

    def get_wsgi_app(self) -> "ApiApp":
        return ApiApp(self)

    def make_url_map(self) -> Map:
        url_map = super().make_url_map()
        url_map.strict_slashes, url_map.merge_slashes = False, False
        return url_map

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, **_: Any) -> wsgi.Server:
        return wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            protocol=Protocol,
            keepalive=IDLE_SECONDS,
            socket_timeout=SOCKET_SECONDS,
            log_output=False,
            debug=False,
        )

    def run(self) -> None:
        while self._is_accepting:
            try:
                sock, address = self._sock.accept()
            except OSError as error:
                if not self._is_accepting:
                    return
                # Out of descriptors, or a client gone before it was taken: the server must outlive both.
                log.warning("http.accept_failed", error=type(error).__name__)
                eventlet.sleep(0.05)
                continue
            sock.settimeout(SOCKET_SECONDS)
            # Head and body go out as they come: the second must not wait for the client to confirm the first (Nagle).
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.container.spawn_managed_thread(lambda sock=sock, address=address: self._serve(sock, address))

    def _serve(self, sock: Any, address: Any) -> None:
        """One connection. nameko ends the whole container for an error here, so none may leave."""
        try:
            self.process_request(sock, address)
        except (OSError, ValueError) as error:
            log.debug("http.connection_lost", error=type(error).__name__)
        except Exception as error:
            log.error("http.connection_failed", error=type(error).__name__, exc_info=error)
        finally:
            sock.close()

    def drain(self) -> None:
        """Take no new connection, and wait until what is being answered has been (bounded, real seconds)."""
        if self._draining:
            return
        self._draining, self._is_accepting = True, False
        if self._gt is not None:
            self._gt.kill()
            self._sock.close()
        deadline = time.monotonic() + DRAIN_SECONDS
        while self._serv is not None and self._serv.outstanding_requests and time.monotonic() < deadline:
            eventlet.sleep(0.01)

    @property
    def draining(self) -> bool:
        return self._draining

    def stop(self) -> None:
        self.drain()
        self.wait_for_providers()


class ApiApp:
    """The WSGI application: finds the route, answers, turns every error into a problem."""

    def __init__(self, server: ApiServer) -> None:
        self._server = server
        self._url_map = server.make_url_map()
        self._unrouted = RouteFigures(server.container.service_name, None)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        cause = tracing.cause_of(environ)
        figures = self._unrouted
        try:
            provider, parts = self._url_map.bind_to_environ(environ).match()
            figures = provider.figures
            answer = provider.answer(environ, parts, cause)
        except Exception as error:
            answer = problems.answer_to(error, cause)
        figures.record(answer.status, began, cause)
        if self._server.draining:
            environ["bianmin.close"]()
        return _send(answer, environ, cause, start_response)


def _send(
    answer: Answer, environ: dict[str, Any], cause: Cause, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    headers = [*answer.headers, *tracing.headers_of(cause), ("X-Content-Type-Options", "nosniff")]
    if answer.status not in (204, 304):
        headers += [("Content-Type", answer.content_type), ("Content-Length", str(len(answer.body)))]
    if answer.header("Cache-Control") is None:
        # Answers are about people: a shared browser or proxy must not keep them.
        headers.append(("Cache-Control", "private, no-cache" if answer.header("ETag") else "no-store"))
    start_response(REASONS.get(answer.status, f"{answer.status} Unknown"), headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" or answer.status in (204, 304) else [answer.body]
