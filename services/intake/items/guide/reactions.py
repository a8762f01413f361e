"""Entries are made up for after an upgrade."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.items.guide.indexing import catch_up


class GuideReactions:
    @every(seconds=30.0)
    def follow_guide(self, tx: Transaction) -> None:
        catch_up(tx)
