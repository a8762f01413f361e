"""Inspections over HTTP. What was found of a colleague is for those in charge to see."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.errors import NotFound
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.inspections import checklist, handling, recording, rules, schemas, views
from services.intake.duty.inspections.tables import Finding, Inspection
from services.intake.duty.staff.visibility import whose
from services.intake.territory import acting_centre

IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR, Role.AUDITOR)
INSPECTORS = (Role.WINDOW_LEAD, Role.DIRECTOR)
STAFF = (Role.CLERK, *IN_CHARGE)
MOVES = tuple(rules.FindingMoveRefused.__subclasses__())


class InspectionRoutes:
    @route(
        "GET", "/inspections/points", query=schemas.CentreQuery(), returns=schemas.Points(), roles=STAFF,
        summary="巡查项目",
    )  # fmt: skip
    def list_inspection_points(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"points": checklist.points_of(tx, acting_centre(tx, query["centre"]))}

    @route(
        "PUT", "/inspections/points", body=schemas.SetPoints(), returns=schemas.Points(), roles={Role.DIRECTOR},
        summary="设置巡查项目",
    )  # fmt: skip
    def put_inspection_points(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return {"points": checklist.set_points(tx, acting_centre(tx, body["centre"]), body["points"])}

    @route(
        "POST", "/inspections", body=schemas.RecordInspection(), returns=schemas.InspectionInFull(), status=201,
        roles=INSPECTORS, summary="登记大厅巡查",
        errors=(rules.InspectedAnotherDay, rules.ChecklistIncomplete, rules.FindingMissing, rules.UnknownFound),
    )  # fmt: skip
    def post_inspection(self, tx: Transaction, body: dict[str, Any]) -> Any:
        inspection = recording.record_inspection(tx, acting_centre(tx, body.pop("centre")), **body)
        return views.inspection_in_full(tx, inspection.id, None)

    @route(
        "GET", "/inspections", query=schemas.InspectionQuery(), returns=Page(schemas.InspectionView()), roles=STAFF,
        summary="巡查记录",
    )  # fmt: skip
    def list_inspections(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = views.find_inspections(acting_centre(tx, query["centre"]), query["first"], query["last"])
        order = [Inspection.day.desc(), Inspection.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/inspections/<inspection_id>", returns=schemas.InspectionInFull(), roles=STAFF,
        summary="一次巡查及其问题",
    )  # fmt: skip
    def show_inspection(self, tx: ReadTransaction, inspection_id: str) -> Any:
        return views.inspection_in_full(tx, inspection_id, whose(tx.actor, None, IN_CHARGE))

    @route(
        "GET", "/inspection-findings", query=schemas.FindingQuery(), returns=Page(schemas.FindingView()), roles=STAFF,
        summary="巡查问题清单",
    )  # fmt: skip
    def list_findings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        only = whose(tx.actor, None, IN_CHARGE)
        centre = acting_centre(tx, query["centre"])
        found = views.find_findings(centre, query["state"], query["window"], query["person"], only)
        return page(tx, found, order_by=[Finding.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/inspection-findings/<finding_id>", returns=schemas.FindingInFull(), roles=STAFF,
        summary="巡查问题及处理经过",
    )  # fmt: skip
    def show_finding(self, tx: ReadTransaction, finding_id: str) -> Any:
        finding = tx.one(Finding, finding_id)
        tx.actor.require_centre(finding.centre)
        if finding.person not in (None, whose(tx.actor, None, IN_CHARGE) or finding.person):
            raise NotFound(f"巡查问题 {finding_id}")
        return views.finding_in_full(tx, finding)

    @route(
        "POST", "/inspection-findings/<finding_id>/put-right", body=schemas.Act(), returns=schemas.FindingInFull(),
        roles=(Role.CLERK, *INSPECTORS), if_match=True, summary="整改完成", errors=MOVES,
    )  # fmt: skip
    def put_finding_right(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return views.finding_in_full(tx, handling.put_right(tx, finding_id, **body))

    @route(
        "POST", "/inspection-findings/<finding_id>/verify", body=schemas.Act(), returns=schemas.FindingInFull(),
        roles=INSPECTORS, if_match=True, summary="核实整改", errors=(*MOVES, rules.SameHands),
    )  # fmt: skip
    def verify_finding(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return views.finding_in_full(tx, handling.verify(tx, finding_id, **body))

    @route(
        "POST", "/inspection-findings/<finding_id>/reopen", body=schemas.Reopen(), returns=schemas.FindingInFull(),
        roles=INSPECTORS, if_match=True, summary="核实不合格，退回整改", errors=(*MOVES, rules.SameHands),
    )  # fmt: skip
    def reopen_finding(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return views.finding_in_full(tx, handling.reopen(tx, finding_id, **body))

    @route(
        "POST", "/inspection-findings/<finding_id>/revoke", body=schemas.Act(), returns=schemas.FindingInFull(),
        roles={Role.DIRECTOR}, if_match=True, summary="撤销问题", errors=(*MOVES, rules.OwnFinding),
    )  # fmt: skip
    def revoke_finding(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return views.finding_in_full(tx, handling.revoke(tx, finding_id, **body))
