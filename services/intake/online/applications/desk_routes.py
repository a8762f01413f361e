"""Online applications at the window: the work list, the pre-check, what is open online."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.casework.cases.routes import CLERKS, READERS
from services.intake.casework.cases.schemas import ApplicantView, Reason
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.notices import rules as notices
from services.intake.casework.notices.schemas import NoticeView
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.online.applications import deciding, offering, refusals, views
from services.intake.online.applications import schemas as wanted
from services.intake.online.applications.routes import MOVE_REFUSALS
from services.intake.online.applications.steps import at_desk
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.refusals import AttachmentPending
from services.intake.territory import acting_centre

IN_CHARGE = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
TAKE_IN_REFUSALS = (*MOVE_REFUSALS, AttachmentPending, UnknownMaterial)


class ApplicationDeskRoutes:
    @route(
        "GET", "/applications", query=wanted.ApplicationQuery(), returns=Page(wanted.ApplicationSummary()),
        roles=READERS, summary="网上申请清单",
    )  # fmt: skip
    def list_applications(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """The oldest first: what waits longest is due first."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        wish = views.find_applications(tx, acting_centre(tx, query.pop("centre")), **query)
        found = page(tx, wish, order_by=[Application.id], cursor=cursor, limit=limit)
        return {**found, "items": [views.summary(tx, each) for each in found["items"]]}

    @route(
        "GET", "/applications/<application_id>", returns=wanted.ApplicationView(), roles=READERS,
        summary="查看网上申请",
    )  # fmt: skip
    def show_application(self, tx: ReadTransaction, application_id: str) -> Any:
        return views.in_full(tx, at_desk(tx, application_id))

    @route(
        "POST", "/applications/<application_id>/take-in", body=wanted.TakeIn(), returns=CaseSummary(), roles=CLERKS,
        etag=False, summary="预审通过，收件转为办件", errors=TAKE_IN_REFUSALS,
    )  # fmt: skip
    def take_in_application(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return deciding.take_in(tx, application_id, **body)

    @route(
        "POST", "/applications/<application_id>/ask", body=wanted.AskForMore(), returns=NoticeView(), status=201,
        roles=CLERKS, etag=False, summary="收件并一次性告知补正",
        errors=(*TAKE_IN_REFUSALS, notices.NothingMissing, notices.NoticeTooLate, notices.UntilInPast),
    )  # fmt: skip
    def ask_for_more(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return deciding.ask(tx, application_id, **body)

    @route(
        "POST", "/applications/<application_id>/decline", body=wanted.Decline(), returns=wanted.ApplicationSummary(),
        roles=CLERKS, summary="不予受理：告知有权机关或不需要申请",
        errors=(*MOVE_REFUSALS, refusals.CompetentBodyMissing),
    )  # fmt: skip
    def decline_application(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return views.summary(tx, deciding.decline(tx, application_id, **body))

    @route(
        "POST", "/applications/<application_id>/check", body=wanted.CheckSupplement(), returns=CaseSummary(),
        roles=CLERKS, etag=False, summary="核对网上补正；补齐即受理",
        errors=(*MOVE_REFUSALS, refusals.NothingToSupplement, notices.UnknownNoticeItem),
    )  # fmt: skip
    def check_supplement(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return deciding.check_supplement(tx, application_id, **body)

    @route(
        "POST", "/applications/<application_id>/links/revoke", body=Reason(), returns=wanted.ApplicationSummary(),
        roles=CLERKS, summary="作废全部链接",
    )  # fmt: skip
    def revoke_links(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return views.summary(tx, deciding.revoke_links(tx, application_id, **body))

    @route(
        "POST", "/applications/<application_id>/person", body=Reason(), returns=ApplicantView(), roles=CLERKS,
        idempotent=False, summary="查看申请人完整信息（记录原因）",
    )  # fmt: skip
    def reveal_online_applicant(self, tx: Transaction, application_id: str, body: dict[str, Any]) -> Any:
        return views.reveal_person(tx, application_id, **body)

    @route(
        "PUT", "/online-items/<item_code>", body=wanted.SetOnline(), roles=IN_CHARGE, summary="开通或关闭网上申请",
        errors=(ItemNotOffered,),
    )  # fmt: skip
    def put_online_item(self, tx: Transaction, item_code: str, body: dict[str, Any]) -> None:
        offering.set_online(tx, acting_centre(tx, body["centre"]), item_code, body["open"])
