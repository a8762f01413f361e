"""What an item says (事项内容), whichever version or draft says it, and the words for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

KINDS = {"即办件": "immediate", "承诺件": "promised", "联办件": "joint", "上报件": "reported"}
FORMS = {"原件": "original", "复印件": "copy", "原件及复印件": "original_and_copy"}
KIND_WORDS = {code: words for words, code in KINDS.items()}
FORM_WORDS = {code: words for words, code in FORMS.items()}
# 五规定: how the hall deals with which matters. A controlled matter is answered clearly, whatever its kind.
REGULATIONS = {
    "direct": "一般事项直接办理",
    "promised": "特殊事项承诺办理",
    "joint": "重大事项联合办理",
    "reported": "上报事项负责办理",
    "answered": "控制事项明确答复",
}
CAME_LATER: Mapping[str, Any] = {"business_class": None, "post_a": None, "post_b": None, "controlled": False}
"""Unsaid they leave the fingerprint as it was: the same content is no new version after an upgrade."""


def regulation_of(kind: str, controlled: bool) -> str:
    """The one of REGULATIONS that the item falls under."""
    return "answered" if controlled else "direct" if kind == "immediate" else kind


@dataclass(frozen=True)
class MaterialContent:
    """A material (材料); ``conditional`` (可容缺) means required, but may follow later."""

    name: str
    form: str
    copies: int
    required: bool
    conditional: bool
    source: str
    note: str = ""

    @property
    def need(self) -> tuple[bool, bool]:
        return self.required, self.conditional

    @property
    def counts(self) -> tuple[int, int]:
        """How many originals and how many copies; an original that is copied is shown and goes back."""
        if self.form == "copy":
            return 0, self.copies
        return (1, self.copies) if self.form == "original_and_copy" else (self.copies, 0)


@dataclass(frozen=True)
class ItemContent:
    """An item with everything it says; a draft may lack any of it.

    Limits are working days, an immediate item promises 0.
    ``business_class``: the class (号类) its numbers are of; None: that of its window.
    ``post_a``, ``post_b``: logins of its own posts (AB 岗); None: those of its window.
    """

    code: str
    name: str = ""
    kind: str = ""
    window: int | None = None
    legal_limit: int | None = None
    promised_limit: int | None = None
    delegable: bool = False
    village_can_finish: bool = False
    home_visit: bool = False
    bookable: bool = False
    fee: str = ""
    fee_basis: str = ""
    conditions: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    result: str = ""
    upper_authority: str | None = None
    co_departments: tuple[str, ...] = ()
    materials: tuple[MaterialContent, ...] = ()
    business_class: str | None = None
    post_a: str | None = None
    post_b: str | None = None
    controlled: bool = False

    @property
    def fingerprint(self) -> str:
        """Equal for equal content: publishing the same again makes no new version."""
        said = {name: value for name, value in asdict(self).items() if CAME_LATER.get(name, ...) != value}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain values, as ``content_from`` reads them."""
        lists = {name: list(getattr(self, name)) for name in LISTS}
        return {**asdict(self), **lists, "materials": [asdict(material) for material in self.materials]}


FIELDS = tuple(field.name for field in fields(ItemContent))
LISTS = ("conditions", "procedure", "co_departments")
PLAIN = tuple(name for name in FIELDS if name not in (*LISTS, "materials"))


def content_from(values: Mapping[str, Any]) -> ItemContent:
    """The content of plain values: lists and materials as JSON has them; what is not said is empty."""
    lists = {name: tuple(values[name]) for name in LISTS if name in values}
    materials = tuple(MaterialContent(**each) for each in values.get("materials", ()))
    return ItemContent(**{**values, **lists, "materials": materials})
