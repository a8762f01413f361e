"""What keeps an item from being published (七公开, limits, materials, wording), each with its field and words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.intake.items.catalogue.content import FORM_WORDS, KIND_WORDS, LISTS, ItemContent, MaterialContent
from services.intake.items.catalogue.refusals import DisclosureIncomplete, ItemInvalid, PromisedOverLegal

MISSING, OVER_LEGAL = "disclosure_missing", "promised_over_legal"
# 七公开: the field that each of the seven stands in.
SEVEN: Mapping[str, str] = {
    "name": "项目名称",
    "procedure": "办事程序",
    "conditions": "申请条件",
    "materials": "申报材料",
    "promised_limit": "办结时间",
    "fee": "收费标准",
    "fee_basis": "收费依据",
}
LONGEST: Mapping[str, int] = {
    "code": 40, "name": 120, "fee": 200, "fee_basis": 200, "result": 200, "upper_authority": 120, "business_class": 4,
    "post_a": 60, "post_b": 60, "conditions": 300, "procedure": 300, "co_departments": 120,
}  # fmt: skip
LONGEST_OF_MATERIAL: Mapping[str, int] = {"name": 120, "source": 80, "note": 500}
MOST_IN_LIST, MOST_MATERIALS, MOST_COPIES, LONGEST_LIMIT, LAST_WINDOW = 50, 100, 99, 999, 999
SEPARATOR = "；"
_CODE = re.compile(r"\w[\w.\-]*")
# A spreadsheet runs a text that begins so, also in its full-width form.
_FORMULA = tuple("=+-@＝＋－＠")


@dataclass(frozen=True)
class Fault:
    """``field`` is a field of the content, of a material ``materials.<from 0>.<field>``."""

    field: str
    code: str
    message: str


@dataclass(frozen=True)
class WindowPlace:
    """A window as an item needs it: its own class, and all that it calls."""

    prefix: str | None
    classes: frozenset[str]


@dataclass(frozen=True)
class Place:
    """What a centre has that its items name: windows, and the logins of its active staff."""

    windows: Mapping[int, WindowPlace]
    staff: frozenset[str]


def faults_of(content: ItemContent, place: Place | None = None) -> list[Fault]:
    """Everything that keeps ``content`` from being published; with ``place`` also what the centre does not have."""
    found = [*_missing(content), *_wrong_kind(content), *_wrong_limits(content), *_wrong_materials(content)]
    found += _wrong_words(content)
    return found if place is None else [*found, *misplaced(content, place)]


def require_publishable(content: ItemContent, place: Place | None = None) -> None:
    """Raises PromisedOverLegal, DisclosureIncomplete or ItemInvalid, each with every fault there is."""
    if faults := faults_of(content, place):
        raise refusal_of(faults, content.code)


def refusal_of(faults: Iterable[Fault], code: str) -> ItemInvalid:
    """The refusal for an item's faults: the graver one when there are several."""
    found = list(faults)
    errors = [{"field": fault.field, "code": fault.code, "message": fault.message} for fault in found]
    detail = f"{code}：" + "；".join(fault.message for fault in found)
    if any(fault.code == OVER_LEGAL for fault in found):
        return PromisedOverLegal(detail, errors=errors, field="promised_limit")
    if missing := [fault.field for fault in found if fault.code == MISSING]:
        return DisclosureIncomplete(detail, errors=errors, missing=missing)
    return ItemInvalid(detail, errors=errors)


def misplaced(content: ItemContent, place: Place) -> Iterator[Fault]:
    """Faults against what the centre has today; they may come up long after the item was published."""
    yield from misposted(content.post_a, content.post_b, place.staff)
    window = place.windows.get(content.window) if content.window is not None else None
    if content.window is not None and window is None:
        yield Fault("window", "window_unknown", f"本中心没有{content.window}号窗口")
    elif window is not None and content.business_class is not None:
        if content.business_class not in window.classes:
            prefix = quoted(content.business_class)
            yield Fault("business_class", "class_not_called", f"{content.window}号窗口不叫“{prefix}”号类")
    elif window is not None and window.prefix is None:
        yield Fault("business_class", "class_unsaid", f"{content.window}号窗口没有专属号类，须指明事项的号类")


def misposted(post_a: str | None, post_b: str | None, staff: frozenset[str]) -> Iterator[Fault]:
    """AB 岗: both or neither, two people, both at work here."""
    if (post_a is None) != (post_b is None):
        yield Fault("post_b" if post_b is None else "post_a", "post_alone", "A岗和B岗应同时指定")
    elif post_a is not None and post_a == post_b:
        yield Fault("post_b", "posts_same", "A岗和B岗不能是同一人")
    for field, login in (("post_a", post_a), ("post_b", post_b)):
        if login is not None and login not in staff:
            yield Fault(field, "post_unknown", f"本中心没有在岗工作人员“{quoted(login)}”")


def quoted(text: str) -> str:
    """``text`` as far as a message shows it."""
    return text if len(text) <= 40 else f"{text[:40]}…"


def _missing(content: ItemContent) -> Iterator[Fault]:
    said = {name: getattr(content, name) for name in SEVEN}
    # 0 is a promise too: finished on the spot.
    said["promised_limit"] = content.promised_limit is not None
    for field, words in SEVEN.items():
        if not said[field]:
            yield Fault(field, MISSING, f"缺少{words}")
    if not content.result:
        yield Fault("result", "result_missing", "缺少办理结果")
    if content.window is None:
        yield Fault("window", "window_missing", "缺少办理窗口")
    elif not 1 <= content.window <= LAST_WINDOW:
        yield Fault("window", "window_unknown", f"窗口号应在1到{LAST_WINDOW}之间")


def _wrong_kind(content: ItemContent) -> Iterator[Fault]:
    if content.kind not in KIND_WORDS:
        yield Fault("kind", "kind_unknown", "办件类型应为即办件、承诺件、联办件或上报件")
    if content.kind == "joint" and not content.co_departments:
        yield Fault("co_departments", "co_departments_missing", "联办件须列明协办部门")
    if content.kind == "reported" and not content.upper_authority:
        yield Fault("upper_authority", "upper_authority_missing", "上报件须列明上级审批机关")
    if content.village_can_finish and not content.delegable:
        yield Fault("village_can_finish", "not_delegable", "不可委托村级代办的事项不能由村级办结")


def _wrong_limits(content: ItemContent) -> Iterator[Fault]:
    legal, promised = content.legal_limit, content.promised_limit
    for field, value in (("legal_limit", legal), ("promised_limit", promised)):
        if value is not None and not 0 <= value <= LONGEST_LIMIT:
            yield Fault(field, "limit_wrong", f"时限应在0到{LONGEST_LIMIT}个工作日之间")
    if content.kind == "immediate":
        if promised:
            yield Fault("promised_limit", "limit_wrong", "即办件当场办结，承诺时限应为0")
        return
    if legal is None or legal < 1:
        yield Fault("legal_limit", "legal_limit_missing", "须列明法定时限（工作日）")
    if promised is not None and promised < 1:
        yield Fault("promised_limit", "limit_wrong", "须列明承诺时限（工作日）")
    if legal is not None and promised is not None and promised > legal:
        yield Fault("promised_limit", OVER_LEGAL, f"承诺时限{promised}个工作日长于法定时限{legal}个工作日")


def _wrong_materials(content: ItemContent) -> Iterator[Fault]:
    if len(content.materials) > MOST_MATERIALS:
        yield Fault("materials", "too_many", f"材料不能多于{MOST_MATERIALS}项")
    seen: set[str] = set()
    for at, material in enumerate(content.materials):
        for field, message in _wrong_material(material):
            yield Fault(f"materials.{at}.{field}", "material_wrong", message)
        if material.name in seen:
            yield Fault(f"materials.{at}.name", "material_twice", f"材料“{quoted(material.name)}”重复")
        seen.add(material.name)


def _wrong_material(material: MaterialContent) -> Iterator[tuple[str, str]]:
    if not material.name:
        yield "name", "缺少材料名称"
    called = f"材料“{quoted(material.name)}”"
    if material.form not in FORM_WORDS:
        yield "form", f"{called}须注明原件或复印件"
    if not 1 <= material.copies <= MOST_COPIES:
        yield "copies", f"{called}份数应在1到{MOST_COPIES}之间"
    if not material.source:
        yield "source", f"{called}须注明来源"
    if material.conditional and not material.required:
        yield "conditional", f"{called}不是必需材料，谈不上容缺"
    for field, longest in LONGEST_OF_MATERIAL.items():
        for message in _wrong_text(getattr(material, field), longest, lines=field == "note"):
            yield field, f"{called}：{message}"


def _wrong_words(content: ItemContent) -> Iterator[Fault]:
    if not _CODE.fullmatch(content.code):
        yield Fault("code", "code_wrong", "事项编码应由文字、数字和 . _ - 组成")
    for field, longest in LONGEST.items():
        value = getattr(content, field)
        for text in value if field in LISTS else (value or "",):
            for message in _wrong_text(text, longest, part=field in LISTS):
                yield Fault(field, "text_wrong", message)
    for field in LISTS:
        if len(getattr(content, field)) > MOST_IN_LIST:
            yield Fault(field, "too_many", f"不能多于{MOST_IN_LIST}条")


def _wrong_text(text: str, longest: int, *, lines: bool = False, part: bool = False) -> Iterator[str]:
    """``lines``: may have several. ``part``: stands in a list, whose sheet separates by SEPARATOR."""
    if len(text) > longest:
        yield f"不能超过{longest}个字"
    if text != text.strip() or (part and not text):
        yield "前后不能有空格，也不能为空"
    if text.startswith(_FORMULA):
        yield "不能以 = + - @ 开头（电子表格会当作公式）"
    if not all(char.isprintable() or (lines and char == "\n") for char in text):
        yield "不能含控制字符"
    if part and SEPARATOR in text:
        yield f"一条之内不能含“{SEPARATOR}”"
