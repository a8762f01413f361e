"""Who answers for a case now."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.casework.inquiries.tables import Inquiry


def answerable_for(tx: ReadTransaction, case_id: str, registered_by: str) -> str:
    """The login of who answers for the case: the last who accepted it, else who registered it (首问责任人)."""
    return tx.session.scalar(select(Inquiry.holder).where(Inquiry.case_id == case_id)) or registered_by
