"""Notices over HTTP, below the case that they are about."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, MANDATE_REFUSALS, READERS, refused
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.notices import actions, rules
from services.intake.casework.notices.figures import second_trips
from services.intake.casework.notices.schemas import (
    GiveNotice,
    NoticeList,
    NoticeView,
    SecondTripQuery,
    SecondTrips,
    SupplementCase,
)
from services.intake.territory import acting_centre

COUNTING = (Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER, Role.AUDITOR)


class NoticeRoutes:
    @route(
        "POST", "/cases/<case_id>/notice", body=GiveNotice(), returns=NoticeView(), status=201, roles=CLERKS,
        summary="一次性告知",
        errors=(*refused("notify"), rules.NoticeTooLate, rules.NothingMissing, rules.NothingNew, rules.SecondNotice,
                rules.UntilInPast),
    )  # fmt: skip
    def give_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.shown(tx, actions.give_notice(tx, case_id, **body))

    @route(
        "POST", "/cases/<case_id>/supplement", body=SupplementCase(), returns=CaseSummary(), roles=CLERKS,
        summary="补正材料；补齐即受理", errors=(*refused("supplement"), rules.UnknownNoticeItem, *MANDATE_REFUSALS),
    )  # fmt: skip
    def supplement_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.supplement_case(tx, case_id, **body)

    @route(
        "GET", "/notices/second-trips", query=SecondTripQuery(), returns=SecondTrips(), roles=COUNTING,
        summary="二次告知统计：哪份办事指南有误",
    )  # fmt: skip
    def show_second_trips(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"rows": second_trips(tx, acting_centre(tx, query.pop("centre")), **query)}

    @route("GET", "/cases/<case_id>/notices", returns=NoticeList(), roles=READERS, summary="办件的一次性告知书")
    def list_notices(self, tx: ReadTransaction, case_id: str) -> Any:
        return {"items": [actions.shown(tx, notice) for notice in actions.notices_to_see(tx, case_id)]}
