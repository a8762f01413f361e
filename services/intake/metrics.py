"""Figures of *intake* for Prometheus. Labels are bounded: centres and words of the rules, never a person or a case."""

from prometheus_client import Counter, Gauge

QUEUE_ALARMS = Gauge("bianmin_queue_alarms", "Classes whose waiting alarm rings.", ["centre", "kind"])
RATINGS = Counter("bianmin_ratings_total", "Ratings recorded, by level and channel.", ["level", "channel"])
RATINGS_IGNORED = Counter("bianmin_ratings_ignored_total", "Ratings not counted, by the refusal's code.", ["code"])
RATINGS_FLAGGED = Counter("bianmin_ratings_flagged_total", "Flags put on ratings, by flag.", ["flag"])
ACCOUNTABILITY = Counter("bianmin_accountability_total", "Accountability entries opened, by ground.", ["ground"])
RECTIFICATIONS = Counter(
    "bianmin_rectifications_total", "Rectifications of bad ratings closed, by outcome.", ["outcome"]
)
ATTACHMENTS_SCANNED = Counter("bianmin_attachments_scanned_total", "Attachments scanned, by outcome.", ["outcome"])
ATTACHMENT_SCAN_LAG = Gauge(
    "bianmin_attachment_scan_lag_seconds", "How long (real seconds) the oldest attachment has waited for the scanner."
)
FILES_DAMAGED = Counter("bianmin_files_damaged_total", "Stored files found missing or damaged when they were read.")
