"""Attachments of a matter, without what lies in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from libs.common.transaction import ReadTransaction
from services.intake.online.attachments.rules import State
from services.intake.online.attachments.tables import Attachment


def of_case(tx: ReadTransaction, case_id: str) -> list[dict[str, Any]]:
    """The attachments of a case, the first one first; removed ones too, without their name."""
    return _listed(tx, Attachment.case_id == case_id)


def of_application(tx: ReadTransaction, application_id: str) -> list[dict[str, Any]]:
    """Those of an online application, but for what its person took away again."""
    return _listed(tx, Attachment.application_id == application_id, Attachment.state != State.REMOVED)


def _listed(tx: ReadTransaction, *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    return [shown(one) for one in tx.session.scalars(select(Attachment).where(*which).order_by(Attachment.id))]


def shown(attachment: Attachment) -> dict[str, Any]:
    columns = {column.key: getattr(attachment, column.key) for column in Attachment.__table__.columns}
    return {**columns, "state_words": State(attachment.state).words}
