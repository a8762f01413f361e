"""Putting versions in force, and ending them: the only two ways that the catalogue changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import case, func, insert, select, update

from libs.common.clock import local
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import ITEM_PUBLISHED, ITEM_RETIRED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue.actions import items_in_force
from services.intake.items.catalogue.content import LISTS, PLAIN, ItemContent
from services.intake.items.catalogue.rules import MOVES, State, last_day_replaced
from services.intake.items.catalogue.tables import Centre, Item, Material
from services.intake.items.guide.indexing import drop_items, enter_items


def lock_catalogue(tx: Transaction, centre: str) -> None:
    """One change of a centre's catalogue at a time: taken before anything in it is read to be changed.

    Nobody books there meanwhile either, for a place is held under the same row. Raises NotFound.
    """
    query = select(Centre.code).where(Centre.code == centre).with_for_update()
    if tx.session.scalar(query) is None:
        raise NotFound(f"中心 {centre}")


def catalogue_hash(tx: ReadTransaction, centre: str) -> str:
    """SHA-256 of what is in force at the centre: the same as long as nothing came, went or changed."""
    rows = items_in_force(tx, centre).with_only_columns(Item.code, Item.version, Item.fingerprint, Item.valid_until)
    lines = (f"{code}\t{version}\t{print_}\t{until}" for code, version, print_, until in tx.session.execute(rows))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def put_in_force(
    tx: Transaction, centre: str, contents: Sequence[ItemContent], since: date, *, midnight: bool = False
) -> list[Item]:
    """Make ``contents`` (one an item, judged by the caller, who holds the catalogue) the versions in force ``since``.

    The versions before them are retired. An item whose last day is set keeps it: the day is the item's.
    ``midnight``: they begin with the day, not in the middle of it.
    """
    codes = [content.code for content in contents]
    of_these = Item.centre == centre, Item.code.in_(codes)
    last = dict(
        tx.session.execute(select(Item.code, func.max(Item.version)).where(*of_these).group_by(Item.code)).all()
    )
    standing = items_in_force(tx, centre).where(Item.code.in_(codes))
    ending = dict(tx.session.execute(standing.with_only_columns(Item.code, Item.valid_until)).all())
    replaced = last_day_replaced(since, midnight=midnight)
    until = case(
        (Item.valid_until < replaced, Item.valid_until), (Item.valid_from > replaced, Item.valid_from), else_=replaced
    )
    followed = update(Item).where(*of_these, Item.state.in_(MOVES["retire"]))
    tx.session.execute(followed.values(state=MOVES["retire"][State.PUBLISHED], valid_until=until))
    drop_items(tx, centre, codes)
    items = [
        _version(centre, content, last.get(content.code, 0) + 1, since, ending.get(content.code))
        for content in contents
    ]
    tx.session.add_all(items)
    tx.session.flush()
    _add_materials(tx, zip(items, contents, strict=True))
    enter_items(tx, items)
    for item in items:
        _tell_published(tx, item)
    return items


def _version(centre: str, content: ItemContent, version: int, since: date, until: date | None) -> Item:
    return Item(
        id=new_id(),
        centre=centre,
        version=version,
        state=State.PUBLISHED,
        valid_from=since,
        valid_until=until,
        fingerprint=content.fingerprint,
        **{name: getattr(content, name) for name in PLAIN},
        **{name: list(getattr(content, name)) for name in LISTS},
    )


def _add_materials(tx: Transaction, items: Iterable[tuple[Item, ItemContent]]) -> None:
    rows = [
        {"id": new_id(), "centre": item.centre, "item_id": item.id, "seq": seq, **vars(material)}
        for item, content in items
        for seq, material in enumerate(content.materials, 1)
    ]
    if rows:
        tx.session.execute(insert(Material), rows)


def _tell_published(tx: Transaction, item: Item) -> None:
    told = ("version", "name", "kind", "window", "delegable", "village_can_finish", "promised_limit", "valid_from")
    data = {"item_code": item.code, **{name: getattr(item, name) for name in told}}
    tx.emit(ITEM_PUBLISHED, item.id, item.centre, data)
    tx.audit("item.publish", item.id, code=item.code, version=item.version, valid_from=str(item.valid_from))


def retire_items(tx: Transaction, items: Sequence[Item], last_day: date, reason: str = "") -> None:
    """End ``items`` of one centre, which nothing replaces, and tell of it; ``last_day`` was their last.

    The caller holds the catalogue. Raises StaleVersion when one of them is in force no more.
    """
    if not items:
        return
    moved = update(Item).where(Item.id.in_([item.id for item in items]), Item.state.in_(MOVES["retire"]))
    done = tx.session.execute(moved.values(state=MOVES["retire"][State.PUBLISHED], valid_until=last_day))
    if done.rowcount != len(items):  # type: ignore[attr-defined]
        raise StaleVersion()
    drop_items(tx, items[0].centre, [item.code for item in items])
    for item in items:
        told = {name: getattr(item, name) for name in ("version", "name", "kind", "window")}
        data = {"item_code": item.code, **told, "last_day": last_day, "at": tx.now}
        tx.emit(ITEM_RETIRED, item.id, item.centre, data)
        tx.audit("item.retire", item.id, code=item.code, version=item.version, last_day=str(last_day), reason=reason)


def publish_changed(tx: Transaction, centre: str, contents: Sequence[ItemContent]) -> list[Item]:
    """Put in force, from now on, those of ``contents`` that are new or say something else; the others stay.

    The caller holds the catalogue and has judged them.
    """
    known = items_in_force(tx, centre).with_only_columns(Item.code, Item.fingerprint)
    prints = dict(tx.session.execute(known).all())
    changed = [content for content in contents if prints.get(content.code) != content.fingerprint]
    return put_in_force(tx, centre, changed, local(tx.now).date()) if changed else []
