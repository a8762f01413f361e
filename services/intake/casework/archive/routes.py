"""The archive over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, PageQuery, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.archive import actions, rules
from services.intake.casework.archive import schemas as wanted
from services.intake.casework.archive.classes import retention_classes
from services.intake.casework.archive.rules import CYCLE
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases import steps
from services.intake.casework.cases.routes import CLERKS, READERS, refused
from services.intake.casework.cases.tables import Case
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.deliveries.rules import DeliveryOpen
from services.intake.casework.joint.refusals import PartOpen
from services.intake.online.attachments.refusals import AttachmentHeld


class ArchiveRoutes:
    @route("GET", "/archive/retentions", returns=wanted.RetentionList(), roles=READERS, summary="保管期限清单")
    def list_retentions(self, tx: ReadTransaction) -> Any:
        return {"items": list(retention_classes().values())}

    @route(
        "POST", "/cases/<case_id>/archive", body=wanted.ArchiveCase(), returns=CaseSummary(), roles=CLERKS,
        summary="归档",
        errors=(*refused("archive"), rules.ArchiveFiled, rules.ArchiveDisposed, rules.UnknownRetention, DeliveryOpen,
                PartOpen),
    )  # fmt: skip
    def archive_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.archive_case(tx, case_id, **body)

    @route(
        "GET", "/archive/waiting", query=PageQuery(), returns=Page(CaseSummary()), roles=READERS,
        summary="已结束未归档的办件",
    )  # fmt: skip
    def list_waiting(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return page(tx, actions.find_waiting(tx), order_by=[Case.id], **query)

    @route(
        "GET", "/archive", query=wanted.FileQuery(), returns=Page(wanted.ArchiveView()), roles=READERS,
        summary="档案清单",
    )  # fmt: skip
    def list_archive(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.find_files(tx, **query)
        return page(tx, found, order_by=[ArchiveFile.id.desc()], cursor=cursor, limit=limit)

    @route(
        "GET", "/archive/disposal", query=PageQuery(), returns=Page(wanted.ArchiveView()), roles=READERS,
        summary="保管期限已满、待鉴定销毁的档案",
    )  # fmt: skip
    def list_for_disposal(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """The longest overdue first."""
        found = actions.find_files(tx, kept_until_before=steps.today(tx))
        return page(tx, found, order_by=[ArchiveFile.keep_until, ArchiveFile.id], **query)

    @route(
        "POST", "/archive/disposal", body=wanted.Dispose(), returns=wanted.Disposed(), roles={Role.DIRECTOR},
        summary="鉴定销毁：删除个人信息，保留统计所需",
        errors=(*CYCLE.refusals_of("dispose"), rules.NotArchived, rules.RetentionRuns, AttachmentHeld),
    )  # fmt: skip
    def dispose_cases(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return {"items": actions.dispose(tx, **body)}

    @route(
        "POST", "/cases/<case_id>/archive/prolong", body=wanted.Prolong(), returns=wanted.ArchiveView(),
        roles={Role.DIRECTOR}, summary="延长保管期限",
        errors=(*CYCLE.refusals_of("prolong"), rules.NotArchived, rules.ProlongedTooShort),
    )  # fmt: skip
    def prolong_retention(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.prolong(tx, case_id, **body)
