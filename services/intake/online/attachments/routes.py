"""Attachments over HTTP, for staff. What people send in themselves comes with their online application."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.documents import DocumentDamaged, StorageFull
from libs.common.errors import TooLarge
from libs.common.http import Page, page, route
from libs.common.http.answer import Answer
from libs.common.http.call import Call
from libs.common.transaction import ReadTransaction, Transaction
from libs.common.uploads.recognising import EXTENSIONS, HEIC
from libs.common.uploads.refusals import FileRefused
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.casework.cases.routes import CLERKS, READERS
from services.intake.casework.cases.schemas import Reason
from services.intake.online.attachments import refusals, retention, scanning, window
from services.intake.online.attachments import schemas as wanted
from services.intake.online.attachments.listing import shown
from services.intake.online.attachments.rules import MIB
from services.intake.online.attachments.tables import Attachment
from services.intake.territory import acting_centre

# What a browser may say that a paper is; HEIC among them, so that its refusal can say what to do.
SENT_AS = (*EXTENSIONS, *sorted(HEIC), "application/octet-stream")
LARGEST = 11 * MIB
"""The setting ``attachment_mib`` goes no further."""
JUDGING_SECONDS = 60.0
FILE_REFUSALS = (*FileRefused.__subclasses__(), TooLarge, StorageFull, refusals.TooManyFiles, refusals.FilesTooLarge)
MOVE_REFUSALS = (*refusals.IllegalMove.__subclasses__(),)
IN_CHARGE = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
OPERATING = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


class AttachmentRoutes:
    @route(
        "POST", "/cases/<case_id>/attachments", query=wanted.MaterialQuery(), upload=SENT_AS, body_limit=LARGEST,
        mode="none", time_limit=JUDGING_SECONDS, returns=wanted.AttachmentView(), status=201, roles=CLERKS,
        summary="扫描件存入办件", errors=(UnknownMaterial, *FILE_REFUSALS),
    )  # fmt: skip
    def attach_to_case(self, call: Call, case_id: str, query: dict[str, Any], content: bytes) -> Any:
        """The file is the body; Content-Disposition may name it. To be repeated freely: the same paper is kept once."""
        db = self.db  # type: ignore[attr-defined]
        return shown(window.attach_to_case(db, call, case_id, query["material"], content))

    @route(
        "GET", "/attachments", query=wanted.AttachmentQuery(), returns=Page(wanted.AttachmentView()),
        roles=READERS | OPERATING, summary="附件清单",
    )  # fmt: skip
    def list_attachments(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        rows = select(Attachment).where(Attachment.centre == acting_centre(tx, query["centre"]))
        if query["state"] is not None:
            rows = rows.where(Attachment.state == query["state"])
        if query["case_id"] is not None:
            rows = rows.where(Attachment.case_id == query["case_id"])
        found = page(tx, rows, order_by=[Attachment.id.desc()], cursor=query["cursor"], limit=query["limit"])
        return {**found, "items": [_seen(tx, each) for each in found["items"]]}

    @route(
        "GET", "/attachments/<attachment_id>", returns=wanted.AttachmentView(), roles=READERS | OPERATING,
        summary="附件情况",
    )  # fmt: skip
    def show_attachment(self, tx: ReadTransaction, attachment_id: str) -> Any:
        return _seen(tx, window.see(tx, attachment_id))

    @route(
        "GET", "/attachments/<attachment_id>/content", mode="none", download=tuple(EXTENSIONS), roles=READERS,
        summary="下载附件（记录查看人）", errors=(*MOVE_REFUSALS, DocumentDamaged),
    )  # fmt: skip
    def fetch_attachment(self, call: Call, attachment_id: str) -> Answer:
        attachment, content = window.fetch(self.db, call, attachment_id)  # type: ignore[attr-defined]
        return Answer(200, content, attachment.media_type, safe_headers(attachment.name or ""))

    @route(
        "POST", "/attachments/<attachment_id>/remove", body=Reason(), returns=wanted.AttachmentView(), roles=CLERKS,
        summary="误传附件删除", errors=(*MOVE_REFUSALS, refusals.AttachmentHeld),
    )  # fmt: skip
    def remove_attachment(self, tx: Transaction, attachment_id: str, body: dict[str, Any]) -> Any:
        return shown(window.take_out(tx, attachment_id, **body))

    @route(
        "POST", "/attachments/<attachment_id>/hold", body=Reason(), returns=wanted.AttachmentView(), roles=IN_CHARGE,
        summary="封存附件，到期不删除", errors=(refusals.AttachmentRemoved,),
    )  # fmt: skip
    def hold_attachment(self, tx: Transaction, attachment_id: str, body: dict[str, Any]) -> Any:
        return shown(window.hold(tx, attachment_id, **body))

    @route(
        "POST", "/attachments/<attachment_id>/release", returns=wanted.AttachmentView(), roles=IN_CHARGE,
        summary="解除封存", errors=(refusals.NotHeld,),
    )  # fmt: skip
    def release_attachment(self, tx: Transaction, attachment_id: str) -> Any:
        return shown(window.release(tx, attachment_id))

    @route(
        "POST", "/attachments/<attachment_id>/scan", returns=wanted.AttachmentView(), roles=OPERATING,
        summary="重新扫描病毒", errors=(*MOVE_REFUSALS, refusals.NoScanner),
    )  # fmt: skip
    def scan_attachment(self, tx: Transaction, attachment_id: str) -> Any:
        return _seen(tx, scanning.scan_again(tx, attachment_id))

    @route(
        "PUT", "/cases/<case_id>/attachments/retention", body=wanted.SetRetention(), roles=IN_CHARGE,
        summary="办件附件的保管期限",
    )  # fmt: skip
    def put_attachment_retention(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> None:
        retention.set_retention(tx, case_id, **body)


def _seen(tx: ReadTransaction, attachment: Attachment) -> dict[str, Any]:
    """For who runs the system it has no name."""
    return {**shown(attachment), "name": attachment.name if tx.actor.roles & READERS else None}


def safe_headers(name: str) -> list[tuple[str, str]]:
    """To be saved, never run: a browser that opens it all the same may do nothing there."""
    return [
        ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, safe='')}"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
