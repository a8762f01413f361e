"""What the registers of the hall say (预约, 上门) and the sheet on which people write their opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.common.clock import local
from libs.common.documents import Block, Choices, Field, Fields, Lines, Rules
from libs.common.documents.parts import in_chinese, moment_in_chinese
from libs.common.identity.masking import mask_phone, mask_resident_id, mask_text
from services.intake.casework.forms.rules import require_two

LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
FACETS = ("服务态度", "办事效率", "业务水平", "服务环境")
BOOKING_WAYS = ("窗口", "电话", "网上", "村代办")
PERSONS = ("老", "病", "残", "孕", "其他")


def booking_register(said: Mapping[str, Any], item_name: str, clerk: str) -> list[Block]:
    start, end = local(said["starts_at"]), local(said["ends_at"])
    slot = f"{in_chinese(start.date())} {start:%H:%M}—{end:%H:%M}"
    return [
        Fields((Field("预约事项", item_name, wide=True), *_person(said), Field("预约方式", said["way"]),
                Field("预约时段", slot), Field("办理地点", said["place"]), Field("登记人", clerk),
                Field("确认时间", moment_in_chinese(said["confirmed_at"]), wide=True))),
        Fields((Field("到场时间"), Field("办理结果"))),
        Choices("履约情况", ("按时到场", "提前取消", "未到场（爽约）")),
        Lines("说明", ("请按预约时段到场；如需取消，请至少提前2小时告知。",)),
    ]  # fmt: skip


def home_visit_register(said: Mapping[str, Any], item_name: str) -> list[Block]:
    """Raises TwoStaffNeeded."""
    require_two(said["staff"])
    asked = "、".join(said["materials"]) or "无"
    return [
        Fields((Field("办理事项", item_name, wide=True), *_person(said), Field("服务对象", said["person_kind"]),
                Field("约定时间", moment_in_chinese(said["agreed_at"]), wide=True),
                Field("上门地址", said["address"], wide=True),
                Field("上门人员", "、".join(name.strip() for name in said["staff"]), wide=True),
                Field("已一次告知的材料", asked, wide=True))),
        Fields((Field("出发时间"), Field("到达时间"), Field("返回时间"), Field("收取材料"),
                Field("办理结果", wide=True), Field("服务对象签名", wide=True))),
        Choices("满意程度", LEVELS),
    ]  # fmt: skip


def feedback_form(said: Mapping[str, Any], item_name: str, day: str) -> list[Block]:
    who = said["about_clerk"] or ""
    return [
        Fields((Field("日期", day), Field("窗口", f"{said['window']}号窗口"), Field("工作人员", who),
                Field("办理事项", item_name))),
        Choices("总体评价", LEVELS),
        *(Choices(facet, LEVELS) for facet in FACETS),
        Rules("意见和建议", 4),
        Choices("是否留名", ("匿名", "实名，希望得到回复")),
        Fields((Field("姓名"), Field("联系电话"))),
        Rules("处理情况（由中心填写）", 3),
        Fields((Field("处理人"), Field("答复时间"))),
        Lines("说明", ("评价自愿。实名差评一个工作日内联系，逐件回访。",)),
    ]  # fmt: skip


def _person(said: Mapping[str, Any]) -> tuple[Field, ...]:
    number, phone = said["resident_id"], said["phone"]
    return (
        Field("姓名", mask_text(said["name"])),
        Field("证件号码", mask_resident_id(number) if number else ""),
        Field("联系电话", mask_phone(phone)),
    )
