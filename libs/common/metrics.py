"""Figures about the services themselves, for Prometheus. Labels are bounded: never a person, a path or a terminal."""

from prometheus_client import Counter, Gauge, Histogram

FAST = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

TRANSACTION_SECONDS = Histogram(
    "bianmin_transaction_seconds", "Write transactions, waiting for the lock included.", ["service"], buckets=FAST
)
EVENTS_PUBLISHED = Counter(
    "bianmin_events_published_total", "Messages confirmed by the broker.", ["service", "exchange"]
)
EVENTS_EXPIRED = Counter("bianmin_events_expired_total", "Messages not sent because they had expired.", ["service"])
EVENTS_HANDLED = Counter(
    "bianmin_events_handled_total",
    "Deliveries by outcome: done, duplicate, retried, parked.",
    ["service", "reaction", "outcome"],
)
REACTION_SECONDS = Histogram(
    "bianmin_reaction_seconds", "Time of a reaction, its transaction included.", ["service", "reaction"], buckets=FAST
)
EVENT_AGE_SECONDS = Histogram(
    "bianmin_event_age_seconds",
    "Queue lag: from the commit of an event to the commit of its reaction, in hall time.",
    ["service", "reaction"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3600),
)
OUTBOX_WAITING = Gauge("bianmin_outbox_waiting", "Messages committed and not yet confirmed by the broker.", ["service"])
OUTBOX_LAG_SECONDS = Gauge("bianmin_outbox_lag_seconds", "Age of the oldest message not yet confirmed.", ["service"])
PARKED_MESSAGES = Gauge("bianmin_parked_messages", "Messages parked and not yet settled.", ["service"])
RELAY_LEADER = Gauge("bianmin_relay_leader", "1 where this process relays the service's outbox.", ["service"])
DEADLINES = Counter(
    "bianmin_deadlines_total", "Deadlines reached by kind: approaching, due, overdue.", ["service", "kind"]
)
DEADLINES_BEHIND = Gauge(
    "bianmin_deadlines_behind", "Open rows that have not followed the calendar in force yet.", ["service"]
)
DEADLINES_MOVED = Counter(
    "bianmin_deadlines_moved_total", "Open deadlines that a new calendar moved or marked, by kind.", ["service", "kind"]
)
