"""Joint handling over HTTP: for departments, the lead window, and who sets the rules."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.errors import NotFound
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.rules import CYCLE as CASE_CYCLE
from services.intake.casework.cases.schemas import Reason
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.joint import answering, queries, refusals, settings
from services.intake.casework.joint import schemas as wanted
from services.intake.casework.joint.parts import see_part
from services.intake.casework.joint.rules import CYCLE
from services.intake.casework.joint.tables import JointPart, JointSetting
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import acting_centre

DEPARTMENT = (Role.HANDLING_UNIT, Role.CLERK, Role.WINDOW_LEAD)
LOOKING = (*DEPARTMENT, Role.DIRECTOR, Role.AUDITOR)
SETTING = (Role.DIRECTOR, Role.ADMINISTRATOR)
WHO = (refusals.NotYourPart, refusals.PaperMissing)


class JointRoutes:
    @route(
        "GET", "/joint/parts", query=wanted.PartQuery(), returns=Page(wanted.PartOfCaseView()), roles=LOOKING,
        summary="联办意见清单；承办单位只看到本单位的",
    )  # fmt: skip
    def list_parts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = queries.find_parts(tx, **query)
        return page(tx, found, order_by=[JointPart.id.desc()], cursor=cursor, limit=limit)

    @route(
        "GET", "/joint/parts/<part_id>", returns=wanted.PartOfCaseView(), roles=LOOKING, summary="一件联办意见",
        errors=(refusals.NotYourPart,),
    )  # fmt: skip
    def show_part(self, tx: ReadTransaction, part_id: str) -> Any:
        return see_part(tx, part_id)

    @route(
        "POST", "/joint/parts/<part_id>/undertake", body=wanted.Undertake(), returns=wanted.PartView(),
        roles=DEPARTMENT, summary="部门书面承诺",
        errors=(*CYCLE.refusals_of("undertake"), *CASE_CYCLE.refusals_of("part"), refusals.UntilPassed, *WHO),
    )  # fmt: skip
    def undertake_part(self, tx: Transaction, part_id: str, body: dict[str, Any]) -> Any:
        return answering.undertake(tx, part_id, **body)

    @route(
        "POST", "/joint/parts/<part_id>/answer", body=wanted.AnswerPart(), returns=wanted.PartView(),
        roles=DEPARTMENT, summary="部门意见：同意、附条件同意、不同意",
        errors=(*CYCLE.refusals_of("agree", "agree_on_condition", "object"), *CASE_CYCLE.refusals_of("part"),
                refusals.GroundMissing, *WHO),
    )  # fmt: skip
    def answer_part(self, tx: Transaction, part_id: str, body: dict[str, Any]) -> Any:
        return answering.answer(tx, part_id, **body)

    @route(
        "POST", "/joint/parts/<part_id>/reopen", body=Reason(), returns=wanted.PartView(),
        roles=(Role.CLERK, Role.WINDOW_LEAD), summary="整改后重新征求部门意见",
        errors=(*CYCLE.refusals_of("reopen"), *CASE_CYCLE.refusals_of("ask_anew"), refusals.NotYourPart),
    )  # fmt: skip
    def reopen_part(self, tx: Transaction, part_id: str, body: dict[str, Any]) -> Any:
        return answering.reopen(tx, part_id, **body)

    @route(
        "POST", "/cases/<case_id>/joint/rule", body=wanted.ChangeRule(), returns=CaseSummary(),
        roles=(Role.WINDOW_LEAD, Role.DIRECTOR), summary="更改本件的联办规则（记录理由）",
        errors=(*CASE_CYCLE.refusals_of("joint_rule"), refusals.NotJoint),
    )  # fmt: skip
    def change_joint_rule(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return settings.change_rule(tx, case_id, **body)

    @route(
        "PUT", "/joint/settings/<item_code>", body=wanted.SetJoint(), returns=wanted.JointSettingView(),
        roles=SETTING, summary="设定事项的联办规则和各部门时限",
        errors=(ItemNotOffered, refusals.NotJoint, refusals.UnknownDepartment, refusals.PartLimitTooLong),
    )  # fmt: skip
    def set_joint(self, tx: Transaction, item_code: str, body: dict[str, Any]) -> Any:
        return settings.set_joint(tx, acting_centre(tx, body.pop("centre")), item_code, **body)

    @route(
        "GET", "/joint/settings/<item_code>", query=wanted.DepartmentQuery(), returns=wanted.JointSettingView(),
        roles=(*LOOKING, Role.ADMINISTRATOR), summary="事项的联办规则；未设定的为一般联办",
    )  # fmt: skip
    def show_joint(self, tx: ReadTransaction, item_code: str, query: dict[str, Any]) -> Any:
        setting = tx.session.get(JointSetting, (acting_centre(tx, query["centre"]), item_code))
        if setting is None:
            raise NotFound(item_code)
        return setting

    @route(
        "PUT", "/joint/departments", body=wanted.SetDepartment(), returns=wanted.DepartmentView(), roles=SETTING,
        summary="设定协办部门由哪个单位的账号答复",
    )  # fmt: skip
    def set_department(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return settings.set_department(tx, acting_centre(tx, body.pop("centre")), **body)

    @route(
        "GET", "/joint/departments", query=wanted.DepartmentQuery(), returns=wanted.DepartmentList(),
        roles=(*LOOKING, Role.ADMINISTRATOR), summary="协办部门",
    )  # fmt: skip
    def list_departments(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": settings.departments(tx, acting_centre(tx, query["centre"]))}
