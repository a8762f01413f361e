"""Figures of *intake* for Prometheus. Labels are bounded words of the rules: never a person, a window or a case."""

from prometheus_client import Counter

RATINGS = Counter("bianmin_ratings_total", "Ratings recorded, by level and channel.", ["level", "channel"])
RATINGS_IGNORED = Counter("bianmin_ratings_ignored_total", "Ratings not counted, by the refusal's code.", ["code"])
RATINGS_FLAGGED = Counter("bianmin_ratings_flagged_total", "Flags put on ratings, by flag.", ["flag"])
ACCOUNTABILITY = Counter("bianmin_accountability_total", "Accountability entries opened, by ground.", ["ground"])
RECTIFICATIONS = Counter(
    "bianmin_rectifications_total", "Rectifications of bad ratings closed, by outcome.", ["outcome"]
)
