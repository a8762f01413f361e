"""What one content says otherwise than another, field by field, in the words and cells of the sheets. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.intake.items.catalogue.columns import ITEM_COLUMNS, NEED, OF_MATERIAL
from services.intake.items.catalogue.content import ItemContent, MaterialContent

ADDED, REMOVED, ORDER = "新增", "取消", "材料次序"
_OF_MATERIAL = tuple(OF_MATERIAL[field] for field in ("form", "copies", NEED, "source", "note"))


@dataclass(frozen=True)
class Difference:
    """``field`` as in the content, of a material ``materials.<its name>.<field>``; both sides as a sheet says it."""

    field: str
    words: str
    was: str
    now: str


def differences(old: ItemContent, new: ItemContent) -> list[Difference]:
    """None exactly when both say the same."""
    found = [
        Difference(column.field, column.words, was, now)
        for column in ITEM_COLUMNS
        if (was := column.write(getattr(old, column.field))) != (now := column.write(getattr(new, column.field)))
    ]
    return [*found, *_of_materials(_named(old), _named(new))]


def _named(content: ItemContent) -> Mapping[str, MaterialContent]:
    """The materials by name; of one that a draft names twice, the second is another."""
    named: dict[str, MaterialContent] = {}
    for material in content.materials:
        name, times = material.name, 1
        while name in named:
            times += 1
            name = f"{material.name}（{times}）"
        named[name] = material
    return named


def _of_materials(old: Mapping[str, MaterialContent], new: Mapping[str, MaterialContent]) -> Iterator[Difference]:
    for name, material in old.items():
        if name not in new:
            yield Difference(f"materials.{name}", f"材料“{name}”", _summary(material), REMOVED)
    for name, material in new.items():
        if name not in old:
            yield Difference(f"materials.{name}", f"材料“{name}”", ADDED, _summary(material))
            continue
        for column in _OF_MATERIAL:
            was, now = (column.write(getattr(each, column.field)) for each in (old[name], material))
            if was != now:
                yield Difference(f"materials.{name}.{column.field}", f"材料“{name}”{column.words}", was, now)
    kept, order = [name for name in old if name in new], [name for name in new if name in old]
    if kept != order:
        yield Difference("materials", ORDER, "、".join(kept), "、".join(order))


def _summary(material: MaterialContent) -> str:
    cells = {column.field: column.write(getattr(material, column.field)) for column in _OF_MATERIAL}
    told = f"{cells['form']}{cells['copies']}份；必需：{cells[NEED]}；来源：{cells['source']}"
    return f"{told}；{material.note}" if material.note else told
