"""Tallies over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.intake.figures.tallies.actions import record_tally
from services.intake.figures.tallies.rules import QuantityInvalid, TakesBackTooMuch
from services.intake.figures.tallies.schemas import RecordTally, TallyView
from services.intake.territory import acting_centre


class TallyRoutes:
    @route(
        "POST", "/tallies", body=RecordTally(), returns=TallyView(), status=201, summary="窗口计数",
        roles=(Role.CLERK, Role.WINDOW_LEAD), errors=(QuantityInvalid, TakesBackTooMuch),
    )  # fmt: skip
    def post_tally(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """Count a consultation, copy, certificate, call or piece of back-office work."""
        return record_tally(tx, acting_centre(tx, body.pop("centre")), **body)
