"""Keeping the entries of what is in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, exists, insert, select

from libs.common.pinyin import syllables
from libs.common.transaction import Transaction
from services.intake.items.catalogue.rules import State
from services.intake.items.catalogue.tables import Item
from services.intake.items.guide.rules import EDITION, entry_of
from services.intake.items.guide.tables import GuideEntry

AT_ONCE = 500


def enter_items(tx: Transaction, items: Sequence[Item]) -> None:
    """Let ``items``, in force from now, be found."""
    rows = [
        {"item_id": item.id, "edition": EDITION, **vars(entry_of(item.code, item.name, syllables(item.name)))}
        for item in items
    ]
    if rows:
        tx.session.execute(insert(GuideEntry), rows)


def drop_items(tx: Transaction, centre: str, codes: Sequence[str]) -> None:
    """Whatever version of them was in force is so no more."""
    versions = select(Item.id).where(Item.centre == centre, Item.code.in_(codes))
    tx.session.execute(delete(GuideEntry).where(GuideEntry.item_id.in_(versions)))


def catch_up(tx: Transaction) -> int:
    """Enter what is in force without an entry of this edition, some at a time; returns how many.

    That is every item after an upgrade from before there were entries, or to other readings.
    """
    entered = exists().where(GuideEntry.item_id == Item.id, GuideEntry.edition == EDITION)
    lacking = select(Item).where(Item.state == State.PUBLISHED, ~entered).order_by(Item.id).limit(AT_ONCE)
    items = tx.session.scalars(lacking.with_for_update(skip_locked=True)).all()
    tx.session.execute(delete(GuideEntry).where(GuideEntry.item_id.in_([item.id for item in items])))
    enter_items(tx, items)
    return len(items)
