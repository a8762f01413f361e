"""Rate, errors and duration of each route, and one log line per call. Templates only: never a path or a value."""

import time

import structlog
from prometheus_client import Counter, Histogram

from libs.common.actor import Cause
from libs.common.http.spec import RouteSpec
from libs.common.metrics import FAST

REQUESTS = Counter("bianmin_http_requests_total", "HTTP calls.", ["service", "method", "route", "status"])
SECONDS = Histogram("bianmin_http_seconds", "Time to answer.", ["service", "method", "route"], buckets=FAST)
UNROUTED = "unknown"

log = structlog.get_logger("bianmin.http")


class RouteFigures:
    """The figures of one route; its label values are looked up once."""

    def __init__(self, service: str, spec: RouteSpec | None) -> None:
        self._service = service
        self._method, self._path = (spec.method, spec.path) if spec else ("other", UNROUTED)
        self._quiet = spec is not None and spec.bare
        self._seconds = SECONDS.labels(service, self._method, self._path)
        self._counters: dict[int, Counter] = {}

    def record(self, status: int, began: float, cause: Cause) -> None:
        """Count and log a call that began at ``began`` (perf_counter)."""
        took = time.perf_counter() - began
        self._seconds.observe(took)
        counter = self._counters.get(status)
        if counter is None:
            counter = REQUESTS.labels(self._service, self._method, self._path, str(status))
            self._counters[status] = counter
        counter.inc()
        if self._quiet and status < 500:
            return
        log.info(
            "http.call",
            service=self._service,
            method=self._method,
            route=self._path,
            status=status,
            ms=round(took * 1000, 1),
            correlation_id=cause.correlation_id,
        )
