"""Learning happens at night, or when the service starts after one."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.estimates.learning import learn_centres


class EstimateReactions:
    @every(seconds=60.0)
    def learn_paces(self, tx: Transaction) -> None:
        """One centre a tick: a town with many learns in minutes, and no tick is long."""
        learn_centres(tx)
