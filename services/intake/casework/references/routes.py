"""External references over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, READERS
from services.intake.casework.cases.tables import Case
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.references import actions, rules
from services.intake.casework.references.schemas import Reference, ReferenceQuery, RemoveReference


class ReferenceRoutes:
    @route(
        "POST", "/cases/<case_id>/references", body=Reference(), returns=CaseSummary(), status=201, roles=CLERKS,
        summary="登记外部编号", errors=(rules.ReferenceTaken, rules.ReferenceGiven),
    )  # fmt: skip
    def add_reference(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.add_reference(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/references/remove", body=RemoveReference(), returns=CaseSummary(), roles=CLERKS,
        summary="撤销登记有误的外部编号", errors=(rules.ReferenceUnknown,),
    )  # fmt: skip
    def remove_reference(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.remove_reference(tx, case_id, **body)

    @route(
        "GET", "/cases/by-reference", query=ReferenceQuery(), returns=Page(CaseSummary()), roles=READERS,
        summary="按外部编号查办件",
    )  # fmt: skip
    def find_by_reference(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Exactly as it was entered; a source may be named."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.cases_by_reference(tx, **query)
        return page(tx, found, order_by=[Case.id.desc()], cursor=cursor, limit=limit)
