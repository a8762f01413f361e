"""First-asked responsibility over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.schemas import Reason
from services.intake.casework.inquiries import actions, rules, schemas
from services.intake.casework.inquiries.tables import Inquiry
from services.intake.territory import acting_centre

STAFF = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR)
READERS = (*STAFF, Role.AUDITOR)
MOVES = rules.InquiryMoveRefused.__subclasses__()
OFFERING = (*MOVES, rules.NotAnswerable, rules.UnknownReceiver)


class InquiryRoutes:
    @route(
        "POST", "/inquiries", body=schemas.RecordInquiry(), returns=schemas.InquiryView(), status=201, roles=STAFF,
        summary="首问登记",
    )  # fmt: skip
    def record_inquiry(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.record_inquiry(tx, acting_centre(tx, body.pop("centre")), **body)

    @route(
        "GET", "/inquiries", query=schemas.InquiryQuery(), returns=Page(schemas.InquiryView()), roles=READERS,
        summary="首问事项清单",
    )  # fmt: skip
    def list_inquiries(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = actions.find(tx, acting_centre(tx, query["centre"]), query["state"], query["mine"])
        return page(tx, found, order_by=[Inquiry.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/inquiries/<inquiry_id>", returns=schemas.InquiryInFull(), roles=READERS, summary="首问事项及移交记录"
    )
    def show_inquiry(self, tx: ReadTransaction, inquiry_id: str) -> Any:
        return actions.in_full(tx, inquiry_id)

    @route(
        "POST", "/inquiries/<inquiry_id>/offer", body=schemas.Offer(), returns=schemas.InquiryView(), roles=STAFF,
        summary="移交，待接收人确认", errors=OFFERING,
    )  # fmt: skip
    def offer_inquiry(self, tx: Transaction, inquiry_id: str, body: dict[str, Any]) -> Any:
        return actions.offer(tx, inquiry_id, **body)

    @route(
        "POST", "/inquiries/<inquiry_id>/accept", returns=schemas.InquiryView(), roles=STAFF, summary="接收移交",
        errors=(*MOVES, rules.NotTheReceiver),
    )  # fmt: skip
    def accept_inquiry(self, tx: Transaction, inquiry_id: str) -> Any:
        return actions.accept(tx, inquiry_id)

    @route(
        "POST", "/inquiries/<inquiry_id>/decline", body=Reason(), returns=schemas.InquiryView(), roles=STAFF,
        summary="不接收移交，说明原因", errors=(*MOVES, rules.NotTheReceiver),
    )  # fmt: skip
    def decline_inquiry(self, tx: Transaction, inquiry_id: str, body: dict[str, Any]) -> Any:
        return actions.decline(tx, inquiry_id, **body)

    @route(
        "POST", "/inquiries/<inquiry_id>/recall", body=Reason(), returns=schemas.InquiryView(), roles=STAFF,
        summary="撤回移交", errors=(*MOVES, rules.NotAnswerable),
    )  # fmt: skip
    def recall_inquiry(self, tx: Transaction, inquiry_id: str, body: dict[str, Any]) -> Any:
        return actions.recall(tx, inquiry_id, **body)

    @route(
        "POST", "/inquiries/<inquiry_id>/close", body=schemas.CloseInquiry(), returns=schemas.InquiryView(),
        roles=STAFF, summary="首问事项办结",
        errors=(*MOVES, rules.NotAnswerable, rules.CompetentBodyMissing, rules.CaseStillOpen),
    )  # fmt: skip
    def close_inquiry(self, tx: Transaction, inquiry_id: str, body: dict[str, Any]) -> Any:
        return actions.close(tx, inquiry_id, **body)

    @route(
        "GET", "/cases/<case_id>/responsible", returns=schemas.ResponsibleView(), roles=READERS, summary="办件责任人"
    )
    def show_responsible(self, tx: ReadTransaction, case_id: str) -> Any:
        return actions.responsible(tx, case_id)

    @route(
        "POST", "/cases/<case_id>/offer", body=schemas.Offer(), returns=schemas.InquiryView(), roles=STAFF,
        summary="移交办件责任，待接收人确认", errors=(*OFFERING, rules.CaseEnded),
    )  # fmt: skip
    def offer_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.offer_case(tx, case_id, **body)
