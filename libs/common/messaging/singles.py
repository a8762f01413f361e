"""One event, one transaction."""

from __future__ import annotations

from typing import Any

from libs.common.messaging.consumer import Consumer, Delivery
from libs.common.messaging.failures import Retry, judge


class SingleConsumer(Consumer):
    """Replicas compete. A failed event is delayed on its own and never holds up those behind it."""

    def handle(self, channel: Any, deliveries: list[Delivery]) -> None:
        """Each in a transaction of its own. One acknowledgement tells of several: what is committed is known by its
        inbox row should it come again; what was delayed or parked is not, so that is acknowledged at once.
        """
        unacknowledged = None
        for tag, message in deliveries:
            if self._stopping:
                break
            unacknowledged = tag
            try:
                self.count(self.work(message))
            except Exception as error:  # judged, then delayed or parked: never lost
                verdict = judge(error, message, self.delays)
                if isinstance(verdict, Retry):
                    self.delay(message, verdict)
                else:
                    self.park(message, verdict)
                self.acknowledge(channel, tag)
                unacknowledged = None
        if unacknowledged is not None:
            self.acknowledge(channel, unacknowledged)
