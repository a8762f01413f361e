"""Forms of no case, over HTTP: for one who only asks, mandates, registers, opinions; and the letterhead."""

from __future__ import annotations

from typing import Any

from libs.common.http import route
from libs.common.transaction import Transaction
from services.intake.casework.cases.routes import CLERKS
from services.intake.casework.forms import actions, rules
from services.intake.casework.forms import schemas as wanted
from services.intake.casework.forms.routes import LEADS
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.mandates.rules import MandateExpired, MandateRevoked


class HallFormRoutes:
    @route(
        "POST", "/forms/one-time-notice", body=wanted.PrintItemNotice(), returns=wanted.FormView(), status=201,
        roles=CLERKS, summary="为咨询群众出具一次性告知书", errors=(rules.ReceiptNotOffered,),
    )  # fmt: skip
    def number_item_notice(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.item_notice(tx, body)

    @route(
        "POST", "/mandates/<mandate_id>/form", returns=wanted.FormView(), status=201, roles=CLERKS,
        summary="出具授权委托书，供签署", errors=(rules.FormStands, MandateRevoked, MandateExpired),
    )  # fmt: skip
    def number_mandate(self, tx: Transaction, mandate_id: str) -> Any:
        return actions.mandate_form(tx, mandate_id)

    @route(
        "POST", "/forms/booking-register", body=wanted.PrintBooking(), returns=wanted.FormView(), status=201,
        roles=CLERKS, summary="出具预约服务登记表",
    )  # fmt: skip
    def number_booking(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.hall_form(tx, FormKind.BOOKING, body)

    @route(
        "POST", "/forms/home-visit-register", body=wanted.PrintHomeVisit(), returns=wanted.FormView(), status=201,
        roles=CLERKS, summary="出具上门服务登记表", errors=(rules.TwoStaffNeeded, rules.ReceiptNotOffered),
    )  # fmt: skip
    def number_home_visit(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.hall_form(tx, FormKind.HOME_VISIT, body)

    @route(
        "POST", "/forms/feedback-form", body=wanted.PrintFeedback(), returns=wanted.FormView(), status=201,
        roles=CLERKS, summary="出具服务质量意见反馈表", errors=(rules.ReceiptNotOffered,),
    )  # fmt: skip
    def number_feedback(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.hall_form(tx, FormKind.FEEDBACK, body)

    @route(
        "PUT", "/centres/<code>/letterhead", body=wanted.SetLetterhead(), returns=wanted.LetterheadView(),
        roles=LEADS, summary="文书上的咨询电话和投诉电话",
    )  # fmt: skip
    def set_letterhead(self, tx: Transaction, code: str, body: dict[str, Any]) -> Any:
        return actions.set_letterhead(tx, code, **body)
