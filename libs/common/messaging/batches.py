"""Many events in order, one transaction, one multiple-acknowledgement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eventlet import sleep

from libs.common.messaging.consumer import Consumer, Delivery
from libs.common.messaging.failures import Retry, judge
from libs.common.messaging.message import RawMessage


class BatchConsumer(Consumer):
    """Single active consumer: order is kept, so a failure is retried here and not through a delay queue."""

    ordered = True

    def handle(self, channel: Any, deliveries: list[Delivery]) -> None:
        messages = [message for _, message in deliveries]
        try:
            self.count(self.work(messages), len(messages))
        except Exception:  # each is tried alone below, and judged there
            for message in messages:
                self._alone(message)
        self.acknowledge(channel, deliveries[-1][0])

    def _alone(self, message: RawMessage) -> None:
        """Find the one that breaks the batch: try it in place, then park it, so that the rest flows on."""
        while not self._stopping:
            try:
                self.count(self.work([message]))
                return
            except Exception as error:  # judged, then tried again or parked
                verdict = judge(error, message, [min(delay, 1.0) for delay in self.delays])
                if not isinstance(verdict, Retry):
                    self.park(message, verdict)
                    return
                self.tell_retry(message, verdict)
                message = replace(message, tries=verdict.tries)
                sleep(verdict.delay)
        # Going down: unacknowledged, the message comes back to the next process.
        raise ConnectionError("stopping")
