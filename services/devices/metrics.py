"""Figures about terminals, for Prometheus. Labels are bounded: centres, kinds and codes, never a terminal."""

from prometheus_client import Counter, Gauge, Histogram

UPLINK_ACCEPTED = Counter("bianmin_uplink_accepted_total", "Terminal messages taken, by event.", ["event"])
UPLINK_DUPLICATES = Counter("bianmin_uplink_duplicates_total", "Terminal messages that had been taken before.")
UPLINK_REFUSED = Counter("bianmin_uplink_refused_total", "Terminal messages refused, by code.", ["code"])
UPLINK_GAPS = Counter("bianmin_uplink_gaps_total", "Gaps seen in the count of a session.")
TERMINALS = Gauge("bianmin_terminals", "Terminals registered.", ["centre", "kind", "state"])
TERMINALS_ONLINE = Gauge("bianmin_terminals_online", "Terminals online.", ["centre", "kind"])
TERMINALS_PENDING = Gauge("bianmin_terminals_pending", "Terminals without their desired settings.", ["centre", "kind"])
TERMINALS_FAULTY = Gauge("bianmin_terminals_faulty", "Terminals with a fault.", ["centre", "kind", "code"])
ANNOUNCERS_MUTED = Gauge("bianmin_announcers_muted", "Announcers whose volume is set to 0.", ["centre"])
CALL_ALARMS = Gauge("bianmin_call_alarms", "Open alarms of calls not delivered.", ["centre"])
EMERGENCY_UNCONFIRMED = Gauge(
    "bianmin_emergency_unconfirmed", "LED boards that have not confirmed an emergency in force.", ["centre"]
)
LED_FLASH_WRITES = Gauge("bianmin_led_flash_writes", "Most flash writes of any LED board.", ["centre"])
ACCESS_DENIED = Counter("bianmin_access_denied_total", "Denials given to the broker, by question.", ["question"])
COMMANDS_SETTLED = Counter("bianmin_commands_settled_total", "Commands by outcome.", ["command", "outcome"])
CALLS = Counter("bianmin_calls_total", "Calls by how they ended: delivered, undelivered (alarm).", ["outcome"])
SPEECH = Counter(
    "bianmin_speech_total", "Announcements sent, by what they carry: audio, partly (some languages), text.", ["carries"]
)
SPEECH_SECONDS = Histogram(
    "bianmin_speech_seconds", "Time to join one announcement.", buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.25)
)
