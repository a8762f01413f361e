"""What an item must say before it may be published (七公开)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from libs.common.errors import Invalid, Refused

KINDS = {"即办件": "immediate", "承诺件": "promised", "联办件": "joint", "上报件": "reported"}
FORMS = {"原件": "original", "复印件": "copy", "原件及复印件": "original_and_copy"}


class ItemInvalid(Invalid):
    """An item that may not be published as it stands; ``errors`` names every fault."""

    code, title = "item_invalid", "事项内容不符合发布要求"


class ItemNotOffered(Refused):
    """No version of the item is in force here today."""

    code, title, status = "item_not_offered", "本中心未开办该事项", 404


@dataclass(frozen=True)
class MaterialDraft:
    """A material as it is to be published; ``conditional`` (可容缺) means required, but may follow later."""

    name: str
    form: str
    copies: int
    required: bool
    conditional: bool
    source: str
    note: str = ""


@dataclass(frozen=True)
class ItemDraft:
    """An item as it is to be published. Limits are working days; an immediate item promises 0."""

    code: str
    name: str
    kind: str
    window: int
    legal_limit: int | None
    promised_limit: int
    delegable: bool
    village_can_finish: bool
    home_visit: bool
    bookable: bool
    fee: str
    fee_basis: str
    conditions: tuple[str, ...]
    procedure: tuple[str, ...]
    result: str
    upper_authority: str | None
    co_departments: tuple[str, ...]
    materials: tuple[MaterialDraft, ...]

    @property
    def fingerprint(self) -> str:
        """Equal for equal content: publishing the same again makes no new version."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def require_publishable(draft: ItemDraft) -> None:
    """Raises ItemInvalid. The promised limit never exceeds the legal one; each kind says what makes it that kind."""
    faults = [*_missing_words(draft), *_wrong_limits(draft), *_wrong_materials(draft)]
    if draft.kind == "joint" and not draft.co_departments:
        faults.append(("co_departments", "联办件须列明协办部门"))
    if draft.kind == "reported" and not draft.upper_authority:
        faults.append(("upper_authority", "上报件须列明上级审批机关"))
    if draft.village_can_finish and not draft.delegable:
        faults.append(("village_can_finish", "不可委托村级代办的事项不能由村级办结"))
    if faults:
        errors = [{"field": field, "message": message} for field, message in faults]
        raise ItemInvalid(f"{draft.code}：" + "；".join(message for _, message in faults), errors=errors)


def _missing_words(draft: ItemDraft) -> list[tuple[str, str]]:
    public = {
        "name": (draft.name, "事项名称"),
        "conditions": (draft.conditions, "办理条件"),
        "procedure": (draft.procedure, "办理程序"),
        "fee": (draft.fee, "收费标准"),
        "fee_basis": (draft.fee_basis, "收费依据"),
        "result": (draft.result, "办理结果"),
    }
    faults = [(field, f"缺少{words}") for field, (value, words) in public.items() if not value]
    if draft.kind not in KINDS.values():
        faults.append(("kind", "办件类型应为即办件、承诺件、联办件或上报件"))
    return faults


def _wrong_limits(draft: ItemDraft) -> list[tuple[str, str]]:
    if draft.kind == "immediate":
        return [] if draft.promised_limit == 0 else [("promised_limit", "即办件当场办结，承诺时限应为0")]
    if draft.legal_limit is None or draft.legal_limit < 1:
        return [("legal_limit", "须列明法定时限（工作日）")]
    if draft.promised_limit < 1:
        return [("promised_limit", "须列明承诺时限（工作日）")]
    if draft.promised_limit > draft.legal_limit:
        return [("promised_limit", f"承诺时限{draft.promised_limit}个工作日长于法定时限{draft.legal_limit}个工作日")]
    return []


def _wrong_materials(draft: ItemDraft) -> list[tuple[str, str]]:
    names = [material.name for material in draft.materials]
    faults = [("materials", f"材料“{name}”重复") for name in sorted({n for n in names if names.count(n) > 1})]
    for material in draft.materials:
        if material.form not in FORMS.values():
            faults.append(("materials", f"材料“{material.name}”须注明原件或复印件"))
        if material.copies < 1:
            faults.append(("materials", f"材料“{material.name}”份数应不少于1"))
        if material.conditional and not material.required:
            faults.append(("materials", f"材料“{material.name}”不是必需材料，谈不上容缺"))
    return faults
