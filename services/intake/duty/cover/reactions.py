"""Cover is looked at every evening, and whenever something changes it."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.alarms.actions import count_alarms, lapse_alarms
from services.intake.duty.cover.planning import follow_cover
from services.intake.items.catalogue.tables import Centre


class CoverReactions:
    @every(seconds=2.0)
    def plan_cover(self, tx: Transaction) -> None:
        for centre in tx.session.scalars(select(Centre.code).order_by(Centre.code)).all():
            follow_cover(tx, centre)
        lapse_alarms(tx)
        count_alarms(tx)
