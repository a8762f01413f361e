"""What other threads wait for: that a terminal is online, has nothing left to send, has left."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Presence:
    """Written by the network loop, waited for by anyone. Times are real seconds."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.online = False
        self.ended = False

    def set(self, *, online: bool | None = None, ended: bool | None = None) -> None:
        """Also without arguments: something else that is waited for may have changed."""
        with self._changed:
            self.online = self.online if online is None else online
            self.ended = self.ended if ended is None else ended
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Whether ``condition`` came true in time."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)
