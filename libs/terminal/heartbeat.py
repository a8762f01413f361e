"""The heartbeat (心跳): again and again, at an interval that the centre may change at any time."""

from __future__ import annotations

from collections.abc import Callable

from libs.terminal.loop import NetworkLoop, Timer


class Heartbeat:
    """Calls ``beat`` in the loop's thread every ``seconds()`` of real time, until stopped."""

    def __init__(self, loop: NetworkLoop, seconds: Callable[[], float], beat: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._beat = beat
        self._next: Timer | None = None

    def start(self) -> None:
        """Also anew, when the interval has changed: the new one counts from now, not after the one that runs."""
        self.stop()
        self._next = self._loop.call_later(self._seconds(), self._due)

    def stop(self) -> None:
        if self._next is not None:
            self._next.cancel()

    def _due(self) -> None:
        self._beat()
        self.start()
