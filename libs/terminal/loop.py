"""One thread that drives the sockets and timers of any number of terminals.

A real terminal has a loop of its own; a process that plays two thousand terminals gives them one together.
Everything a terminal does on the network happens in this thread: paho's client is not safe to share.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Protocol

logger = logging.getLogger(__name__)

_HOUSEKEEPING: Final = 1.0
_LONGEST_WAIT: Final = 0.5
_CONNECTORS: Final = 8


class Channel(Protocol):
    """A connected socket with work to do when it is ready. Called in the loop's thread alone."""

    def readable(self) -> None: ...

    def flush(self) -> bool:
        """Write what waits; True when some is left."""
        ...

    def housekeep(self) -> None:
        """About once a second: keep-alive and time-outs."""
        ...

    def abandon(self, error: Exception) -> None:
        """Working on it raised: close it."""
        ...


class Timer:
    """A call to come, unless cancelled."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self._call = None

    def run(self) -> None:
        if self._call is not None:
            self._call()


class NetworkLoop:
    """``start`` it, hand it to terminals, ``stop`` it when they have stopped."""

    def __init__(self, name: str = "terminals") -> None:
        self._name = name
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        for end in (self._wake_in, self._wake_out):
            end.setblocking(False)
        self._selector.register(self._wake_in, selectors.EVENT_READ, None)
        self._soon: deque[Callable[[], None]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._timer_lock = threading.Lock()
        self._order = itertools.count()
        self._channels: dict[Channel, Any] = {}
        self._unflushed: set[Channel] = set()
        self._stopping = False
        self._thread: threading.Thread | None = None
        # Name look-up, connect and the TLS handshake block; they must not hold up the other terminals.
        self._connectors = ThreadPoolExecutor(_CONNECTORS, thread_name_prefix=f"{name}-connect")

    def start(self) -> NetworkLoop:
        """Idempotent."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
            self.call_later(_HOUSEKEEPING, self._housekeep)
        return self

    def stop(self) -> None:
        """Ends the thread; sockets still registered are closed with their terminals."""
        self._stopping = True
        self._wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=10)
        self._connectors.shutdown(wait=False, cancel_futures=True)

    def call_soon(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the loop's thread. Any thread may ask."""
        self._soon.append(call)
        self._wake()

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Run ``call`` in the loop's thread after ``seconds`` of real time. Any thread may ask."""
        timer = Timer(call)
        with self._timer_lock:
            heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._order), timer))
        self._wake()
        return timer

    def in_background(self, work: Callable[[], None], done: Callable[[Exception | None], None]) -> None:
        """Run blocking ``work`` aside, then ``done`` with its error in the loop's thread."""

        def run() -> None:
            problem: Exception | None = None
            try:
                work()
            except Exception as error:  # handed to ``done``, which decides
                problem = error
            self.call_soon(lambda: done(problem))

        self._connectors.submit(run)

    def register(self, channel: Channel, sock: Any) -> None:
        self._channels[channel] = sock
        self._selector.register(sock, selectors.EVENT_READ, channel)
        self._unflushed.add(channel)

    def unregister(self, channel: Channel) -> None:
        """Before the socket is closed. Idempotent."""
        sock = self._channels.pop(channel, None)
        self._unflushed.discard(channel)
        if sock is not None:
            self._selector.unregister(sock)

    def wants_flush(self, channel: Channel) -> None:
        if channel in self._channels:
            self._unflushed.add(channel)

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"\0")
        except (BlockingIOError, OSError):
            return  # full: the loop is awake already; closed: it has ended

    def _run(self) -> None:
        try:
            while not self._stopping:
                for key, mask in self._selector.select(self._patience()):
                    if key.data is None:
                        self._drain_wakes()
                        continue
                    if mask & selectors.EVENT_WRITE:
                        self._unflushed.add(key.data)
                    if mask & selectors.EVENT_READ:
                        self._guard(key.data, key.data.readable)
                self._run_timers()
                self._run_soon()
                self._flush()
        finally:
            self._selector.close()
            self._wake_in.close()
            self._wake_out.close()

    def _patience(self) -> float:
        if self._soon or self._unflushed:
            return 0
        with self._timer_lock:
            due = self._timers[0][0] if self._timers else None
        return _LONGEST_WAIT if due is None else min(_LONGEST_WAIT, max(0.0, due - time.monotonic()))

    def _drain_wakes(self) -> None:
        try:
            self._wake_in.recv(4096)
        except BlockingIOError:
            return

    def _run_timers(self) -> None:
        while True:
            with self._timer_lock:
                if not self._timers or self._timers[0][0] > time.monotonic():
                    return
                _, _, timer = heapq.heappop(self._timers)
            self._guard(None, timer.run)

    def _run_soon(self) -> None:
        for _ in range(len(self._soon)):
            self._guard(None, self._soon.popleft())

    def _flush(self) -> None:
        for channel in tuple(self._unflushed):
            self._unflushed.discard(channel)
            self._guard(channel, partial(self._flush_one, channel))

    def _flush_one(self, channel: Channel) -> None:
        left = channel.flush()
        sock = self._channels.get(channel)
        if sock is None:
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
        if self._selector.get_key(sock).events != wanted:
            self._selector.modify(sock, wanted, channel)

    def _housekeep(self) -> None:
        for channel in tuple(self._channels):
            self._guard(channel, channel.housekeep)
        self.call_later(_HOUSEKEEPING, self._housekeep)

    def _guard(self, channel: Channel | None, call: Callable[[], Any]) -> None:
        """One terminal's trouble must not end the loop of the others."""
        try:
            call()
        except Exception as error:
            logger.exception("a terminal's work failed")
            if channel is not None:
                channel.abandon(error)
