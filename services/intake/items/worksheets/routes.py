"""The catalogue as a file over HTTP: out, and in by way of a preview."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.database import Database
from libs.common.http import Answer, Call, Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue.editor_routes import EDITING, LOOKING
from services.intake.items.catalogue.refusals import ValidFromPast, VersionScheduled
from services.intake.items.catalogue.rules import DECIDING
from services.intake.items.worksheets import refusals
from services.intake.items.worksheets import schemas as wanted
from services.intake.items.worksheets.applying import apply_import
from services.intake.items.worksheets.exporting import XLSX, ZIP, export
from services.intake.items.worksheets.previewing import import_of_actor, preview
from services.intake.items.worksheets.tables import CatalogueImport, ImportLine
from services.intake.territory import acting_centre

UPLOADS = (XLSX, ZIP, "application/octet-stream")


class WorksheetRoutes:
    db: Database

    @route(
        "GET", "/catalogue/export", mode="none", query=wanted.ExportQuery(), download=(XLSX, ZIP), roles=LOOKING,
        summary="导出事项目录（Excel，或两个CSV的压缩包）",
    )  # fmt: skip
    def export_catalogue(self, call: Call, query: dict[str, Any]) -> Answer:
        return export(self.db, call, query["centre"], query["format"])

    @route(
        "POST", "/catalogue/imports", mode="none", upload=UPLOADS, query=wanted.UploadQuery(),
        returns=wanted.ImportView(), status=201, roles=EDITING, time_limit=30.0,
        summary="上传事项目录，预览差异与错误", errors=(refusals.FileUnreadable,),
    )  # fmt: skip
    def preview_import(self, call: Call, content: bytes, query: dict[str, Any]) -> Any:
        """Changes nothing in the catalogue. The same file again is the same preview; it is kept for a day."""
        return preview(self.db, call, query["centre"], content, retire_missing=query["retire_missing"])

    @route(
        "GET", "/catalogue/imports", query=wanted.ImportQuery(), returns=Page(wanted.ImportSummary()), roles=LOOKING,
        summary="目录导入清单",
    )  # fmt: skip
    def list_imports(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        wish = select(CatalogueImport).where(CatalogueImport.centre == acting_centre(tx, query["centre"]))
        return page(tx, wish, order_by=[CatalogueImport.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/catalogue/imports/<import_id>", returns=wanted.ImportView(), roles=LOOKING, summary="一次目录导入"
    )
    def show_import(self, tx: ReadTransaction, import_id: str) -> Any:
        return import_of_actor(tx, import_id)

    @route(
        "GET", "/catalogue/imports/<import_id>/lines", query=wanted.LineQuery(), returns=Page(wanted.LineView()),
        roles=LOOKING, summary="逐项差异",
    )  # fmt: skip
    def list_import_lines(self, tx: ReadTransaction, import_id: str, query: dict[str, Any]) -> Any:
        wish = select(ImportLine).where(ImportLine.import_id == import_of_actor(tx, import_id).id)
        if query["action"] is not None:
            wish = wish.where(ImportLine.action == query["action"])
        return page(tx, wish, order_by=[ImportLine.seq], cursor=query["cursor"], limit=query["limit"])

    @route(
        "POST", "/catalogue/imports/<import_id>/apply", body=wanted.ApplyImport(), returns=wanted.ImportView(),
        roles=DECIDING, time_limit=30.0, summary="确认导入：全部生效，或一项也不",
        errors=(refusals.ImportApplied, refusals.ImportFaulty, refusals.CatalogueChanged, ValidFromPast,
                VersionScheduled),
    )  # fmt: skip
    def apply_import(self, tx: Transaction, import_id: str, body: dict[str, Any]) -> Any:
        return apply_import(tx, import_id, **body)
