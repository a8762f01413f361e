"""Reading inspections and findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.transaction import ReadTransaction
from services.intake.duty.inspections.tables import Finding, FindingAct, Inspection


def find_inspections(centre: str, first: date | None, last: date | None) -> Select[Inspection]:
    query = select(Inspection).where(Inspection.centre == centre)
    if first is not None:
        query = query.where(Inspection.day >= first)
    return query if last is None else query.where(Inspection.day <= last)


def inspection_in_full(tx: ReadTransaction, inspection_id: str, only: str | None) -> dict[str, Any]:
    """With its findings; ``only``: without those about other persons. Raises NotFound, Forbidden (属地)."""
    inspection = tx.one(Inspection, inspection_id)
    tx.actor.require_centre(inspection.centre)
    query = select(Finding).where(Finding.inspection_id == inspection.id).order_by(Finding.id)
    columns = {column.key: getattr(inspection, column.key) for column in Inspection.__table__.columns}
    return {**columns, "found": tx.session.scalars(_seen(query, only)).all()}


def find_findings(
    centre: str, state: str | None, window: int | None, person: str | None, only: str | None
) -> Select[Finding]:
    """Findings of a centre; ``only``: those about nobody or that person."""
    query = _seen(select(Finding).where(Finding.centre == centre), only)
    for column, wanted in ((Finding.state, state), (Finding.window, window), (Finding.person, person)):
        if wanted is not None:
            query = query.where(column == wanted)
    return query


def finding_in_full(tx: ReadTransaction, finding: Finding) -> dict[str, Any]:
    """With every act on it."""
    columns = {column.key: getattr(finding, column.key) for column in Finding.__table__.columns}
    acts = select(FindingAct).where(FindingAct.finding_id == finding.id).order_by(FindingAct.no)
    return {**columns, "acts": tx.session.scalars(acts).all()}


def _seen(query: Select[Finding], only: str | None) -> Select[Finding]:
    return query if only is None else query.where(or_(Finding.person.is_(None), Finding.person == only))
