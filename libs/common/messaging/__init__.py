"""Delivery: exactly-once effects while any process dies at any moment.

Out: rows commit with an outbox row; the relay publishes it and waits for the broker's confirm.
In: a reaction runs in one transaction with its inbox row; the ack follows the commit.
Failures: delayed retries through delay queues, then parking; nothing is ever acknowledged and forgotten.
"""

from libs.common.messaging.consume import consume_batch, subscribe, subscribe_batch
from libs.common.messaging.message import RawMessage

__all__ = ["RawMessage", "consume_batch", "subscribe", "subscribe_batch"]
