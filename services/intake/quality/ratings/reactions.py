"""Ratings hear the evaluator at the window."""

from __future__ import annotations

from libs.common.errors import Refused
from libs.common.events import Envelope
from libs.common.events.devices import RATING_GIVEN
from libs.common.messaging import subscribe
from libs.common.transaction import Transaction
from services.intake.quality.ratings.actions import ignore_rating, record_rating

EVALUATOR = "evaluator"


class RatingReactions:
    @subscribe(RATING_GIVEN, reaction="record-rating")
    def on_rating_given(self, tx: Transaction, event: Envelope) -> None:
        """Keep the first, count the others: an evaluator has no way to be told no."""
        data = event.data
        try:
            record_rating(
                tx,
                event.centre,
                data["handling_id"],
                data["level"],
                data["indicators"],
                channel=EVALUATOR,
                terminal_id=data["terminal_id"],
                given_at=data["at"],
            )
        except Refused as refusal:
            ignore_rating(
                tx,
                event.centre,
                data["handling_id"],
                data["level"],
                refusal.code,
                channel=EVALUATOR,
                terminal_id=data["terminal_id"],
            )
