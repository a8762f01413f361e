"""The files of papers that were disposed of are removed."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.forms.printing import remove_erased


class FormReactions:
    @every(seconds=60.0)
    def remove_erased_papers(self, tx: Transaction) -> None:
        remove_erased(tx)
