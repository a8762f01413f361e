"""Old guesses are forgotten."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.online.guesses.actions import forget_guesses


class GuessReactions:
    @every(seconds=600.0)
    def forget_wrong_codes(self, tx: Transaction) -> None:
        forget_guesses(tx)
