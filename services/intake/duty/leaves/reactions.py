"""The board follows leave as the days go by."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.leaves.board import follow_leaves


class LeaveReactions:
    @every(seconds=2.0)
    def show_leave_on_board(self, tx: Transaction) -> None:
        follow_leaves(tx)
