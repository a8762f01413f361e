"""The queue is watched while it waits."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.classes.alarms import ring_alarms


class ClassReactions:
    @every(seconds=1.0)
    def watch_waiting(self, tx: Transaction) -> None:
        ring_alarms(tx)
