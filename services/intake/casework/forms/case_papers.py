"""What the papers of a case say (告知书 and four 通知书). Names stand in full, numbers masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from libs.common.documents import Block, Field, Fields, Lines, Table
from libs.common.documents.parts import in_chinese, moment_in_chinese
from libs.common.identity.masking import mask_phone, mask_resident_id, mask_text
from services.intake.casework.cases.rules import State
from services.intake.casework.cases.tables import Case, CaseMaterial
from services.intake.casework.forms import rules
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.joint.tables import JointPart
from services.intake.casework.notices.tables import Notice
from services.intake.casework.reviews.tables import JointReview
from services.intake.items.catalogue.content import FORM_WORDS
from services.intake.items.catalogue.tables import Item, Material

LICENSING = "《中华人民共和国行政许可法》"
BASIS = {
    FormKind.ONE_TIME_NOTICE: f"{LICENSING}第三十条、第三十二条第一款第四项",
    FormKind.PROMISED: f"{LICENSING}第三十二条第二款、第四十二条",
    FormKind.SUPPLEMENT: f"{LICENSING}第三十二条第一款第四项、第五项",
    FormKind.RETURN: f"{LICENSING}第三十二条第二款、第三十八条第二款",
    FormKind.JOINT: f"{LICENSING}第二十六条第二款、第四十二条第二款",
}


@dataclass(frozen=True)
class CaseFacts:
    """What a paper is made of. ``case`` is None for one who only asks; ``asked`` is the item's list."""

    item: Item
    window_name: str
    hours: str
    asked: Sequence[Material]
    case: Case | None = None
    materials: Sequence[CaseMaterial] = ()
    notices: Sequence[Notice] = field(default=())
    parts: Sequence[JointPart] = ()
    review: JointReview | None = None


def one_time_notice(facts: CaseFacts, said: Mapping[str, Any]) -> list[Block]:
    item, case = facts.item, facts.case
    there = {material.seq for material in facts.materials if material.received}
    who = case.applicant_name if case else said["person"] or ""
    head: tuple[str, ...] = ("序号", "材料名称", "原件／复印件", "要求", "来源")
    widths: tuple[float, ...] = (0.65, 3, 1.9, 1.2, 1.3)
    rows: tuple[tuple[str, ...], ...] = tuple(
        (
            str(material.seq), material.name, f"{FORM_WORDS[material.form]}{material.copies}份",
            "必需" + ("（可容缺）" if material.conditional else "") if material.required else "有则提供",
            material.source,
        )
        for material in facts.asked
    )  # fmt: skip
    if case is not None:
        head, widths = (*head, "收件"), (*widths, 0.75)
        rows = tuple((*row, "已收" if int(row[0]) in there else "未收") for row in rows)
    blocks: list[Block] = [
        Fields((Field("事项名称", item.name, wide=True), Field("事项编码", item.code), Field("申请人", who),
                Field("办理窗口", f"{item.window}号窗口 {facts.window_name}"))),
        Lines("申请条件", tuple(item.conditions) or ("无特别条件",)),
        Table("申报材料", head, widths, rows),
        Lines("办理程序", (" → ".join(item.procedure),)),
        Fields((Field("法定时限", _days(item.legal_limit)), Field("承诺时限", _days(item.promised_limit)),
                Field("收费标准", item.fee), Field("收费依据", item.fee_basis),
                Field("办理结果", item.result), Field("办理时间", facts.hours, wide=True))),
    ]  # fmt: skip
    if said["refused_because"]:
        blocks.append(Lines("不能办理的原因", (mask_text(said["refused_because"]),)))
    if said["competent_body"]:
        blocks.append(Lines("应当受理的机关", (said["competent_body"],)))
    return blocks


def promised_notice(facts: CaseFacts, said: Mapping[str, Any]) -> list[Block]:
    case = _case(facts)
    _require(case, case.accepted_at is not None and case.promised_on is not None and case.item_kind != "joint")
    follow = [
        f"{material.name}：{material.undertaking}，{in_chinese(material.undertaken_until)}前（含当日）补交，逾期视为撤回申请"
        for material in facts.materials
        if material.undertaken_until and not material.received
    ]
    blocks: list[Block] = [
        Fields((*_applicant(case), *_accepted(case), Field("领取方式", said["collect_by"]))),
        Lines("已收材料", _received(facts)),
    ]
    return [*blocks, Lines("容缺承诺", tuple(follow))] if follow else blocks


def supplement_notice(facts: CaseFacts, said: Mapping[str, Any]) -> list[Block]:
    case = _case(facts)
    _require(case, case.state == State.AWAITING)
    notice = facts.notices[-1]
    rows = tuple((str(gap.no), gap.name, gap.problem, gap.requirement) for gap in notice.items)
    return [
        Fields((*_applicant(case), Field("收件时间", moment_in_chinese(case.registered_at)),
                Field("告知编号", notice.serial), Field("告知次数", f"第{len(facts.notices)}次"),
                Field("补正期限", f"{in_chinese(notice.until)}前（含当日）", wide=True))),
        Table("需要补正的全部内容", ("序号", "材料名称", "存在问题", "补正要求"), (0.65, 2.5, 2.5, 2.5), rows),
        Lines("说明", (
            f"以上共{len(rows)}项，已一次告知全部内容。",
            "办理期限自材料补齐之日起计算。",
            "期限内未补正的，可按撤回申请处理；您可以重新申请。",
        )),
    ]  # fmt: skip


def return_notice(facts: CaseFacts, said: Mapping[str, Any]) -> list[Block]:
    case = _case(facts)
    _require(case, case.returned_at is not None)
    assert case.returned_at is not None
    blocks: list[Block] = [
        Fields((*_applicant(case), Field("收件时间", moment_in_chinese(case.registered_at)),
                Field("退件时间", moment_in_chinese(case.returned_at)))),
        Lines("退件理由", (case.ground or "",)),
        Lines("法律法规依据", (case.basis or "",)),
        Lines("退还材料", _received(facts)),
        Lines("救济途径", (case.remedies or "",)),
    ]  # fmt: skip
    if said["competent_body"]:
        blocks.append(Lines("应当受理的机关", (said["competent_body"],)))
    return blocks


def joint_notice(facts: CaseFacts, said: Mapping[str, Any]) -> list[Block]:
    case = _case(facts)
    _require(case, case.accepted_at is not None and case.promised_on is not None and bool(facts.parts))
    rows = tuple((part.department, part.task, f"{part.limit_days}个工作日") for part in facts.parts)
    review = facts.review
    when = f"{moment_in_chinese(review.at)}，{review.place}" if review else "未安排"
    return [
        Fields((*_applicant(case), *_accepted(case), Field("牵头窗口", f"{case.window}号窗口 {facts.window_name}"),
                Field("联合踏勘（会审）", when, wide=True))),
        Table("联办部门分工", ("部门", "办理内容", "办理时限"), (2, 3.5, 1.2), rows),
        Lines("已收材料", _received(facts)),
    ]  # fmt: skip


def _case(facts: CaseFacts) -> Case:
    if facts.case is None:
        raise rules.FormNotForCase("请指明办件", field="case_id")
    return facts.case


def _require(case: Case, fits: bool) -> None:
    if not fits:
        raise rules.FormNotForCase(state=case.state, item_kind=case.item_kind)


def _applicant(case: Case) -> tuple[Field, ...]:
    return (
        Field("申请人", case.applicant_name),
        Field("证件号码", mask_resident_id(case.resident_id) if case.resident_id else ""),
        Field("事项名称", case.item_name, wide=True),
        Field("联系电话", mask_phone(case.phone) if case.phone else ""),
    )


def _accepted(case: Case) -> tuple[Field, ...]:
    assert case.accepted_at is not None and case.promised_on is not None
    promised = in_chinese(case.promised_on) + ("（暂定，以公布的工作日历为准）" if case.provisional else "")
    return (
        Field("受理时间", moment_in_chinese(case.accepted_at)),
        Field("承诺办结日期", promised),
        Field("期限推算", case.derivation, wide=True),
    )


def _received(facts: CaseFacts) -> tuple[str, ...]:
    asked = {material.seq: material for material in facts.asked}
    there = [material for material in facts.materials if material.received]
    return tuple(
        f"{no}. {one.name}（{FORM_WORDS[asked[one.seq].form]}{asked[one.seq].copies}份）"
        for no, one in enumerate(there, 1)
    ) or ("无",)  # fmt: skip


def _days(limit: int | None) -> str:
    return f"{limit}个工作日" if limit else "当场办结"
