"""Previews that nobody decided on are forgotten."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.items.worksheets.previewing import forget_previews


class WorksheetReactions:
    @every(seconds=60.0)
    def forget_imports(self, tx: Transaction) -> None:
        forget_previews(tx)
