"""Figures about the hall, for Prometheus. Labels are bounded: centres and kinds, never a ticket or a person."""

from prometheus_client import Gauge

QUEUE_ALARMS = Gauge("bianmin_queue_alarms", "Classes whose waiting alarm rings.", ["centre", "kind"])
