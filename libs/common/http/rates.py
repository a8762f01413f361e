"""Rates of public routes: one token bucket per route and client, in a bounded memory."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from libs.common.errors import TooMany


@dataclass(frozen=True)
class Rate:
    """``burst`` calls at once, then ``per_second`` (real seconds) on average, each client."""

    per_second: float = 10.0
    burst: int = 40


class Buckets:
    """The buckets of one route in one process. The longest unused are forgotten first."""

    def __init__(self, rate: Rate, most: int = 10_000) -> None:
        self.rate = rate
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> None:
        """Raises TooMany, with the seconds to wait, when the client's bucket is empty. ``now`` is monotonic."""
        now = time.monotonic() if now is None else now
        level, since = self._levels.pop(client, (float(self.rate.burst), now))
        level = min(self.rate.burst, level + (now - since) * self.rate.per_second)
        if level < 1:
            self._levels[client] = (level, now)
            raise TooMany(retry_after=1 + int((1 - level) / self.rate.per_second))
        self._levels[client] = (level - 1, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)


def client_of(environ: Mapping[str, Any]) -> str:
    """The client's address. X-Forwarded-For counts only when it comes from a proxy on a private or own address.

    Read from the right, past our own proxies: what stands further left is the client's to invent.
    """
    peer: str = environ.get("REMOTE_ADDR") or ""
    forwarded = environ.get("HTTP_X_FORWARDED_FOR")
    if not forwarded or not _is_ours(peer):
        return peer
    hops = [hop.strip() for hop in forwarded.split(",")]
    return next((hop for hop in reversed(hops) if not _is_ours(hop)), hops[0])


def _is_ours(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
