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
SIGN_INS_MISSING = Counter(
    "bianmin_sign_ins_missing_total", "People who had not signed in when their session began.", ["centre"]
)
POST_HANDOVERS = Counter("bianmin_post_handovers_total", "Posts handed over and back, by why.", ["why"])
DUTY_ALARMS = Gauge("bianmin_duty_alarms", "Alarms of duty that ring, by kind.", ["centre", "kind"])
ATTACHMENTS_SCANNED = Counter("bianmin_attachments_scanned_total", "Attachments scanned, by outcome.", ["outcome"])
ATTACHMENT_SCAN_LAG = Gauge(
    "bianmin_attachment_scan_lag_seconds", "How long (real seconds) the oldest attachment has waited for the scanner."
)
FILES_DAMAGED = Counter("bianmin_files_damaged_total", "Stored files found missing or damaged when they were read.")
