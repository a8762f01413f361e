"""Reading the catalogue: what is in force, what an old case is pinned to, what a centre has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction
from services.intake.duty.staff.tables import Staff
from services.intake.hall.queue.rules import UnknownClass
from services.intake.items.catalogue.content import LISTS, PLAIN, ItemContent, MaterialContent
from services.intake.items.catalogue.faults import Place, WindowPlace
from services.intake.items.catalogue.rules import ItemNotOffered, State
from services.intake.items.catalogue.tables import BusinessClass, Centre, Item, Material, Window, WindowClass

_MATERIAL = tuple(field.name for field in fields(MaterialContent))


def item_for_case(tx: ReadTransaction, centre: str, code: str) -> Item:
    """The version of the item in force at ``centre``: what a new case is pinned to. Raises ItemNotOffered."""
    item = in_force(tx, centre, code)
    if item is None:
        raise ItemNotOffered(code, field="item_code")
    return item


def in_force(tx: ReadTransaction, centre: str, code: str) -> Item | None:
    """The version in force, None where the item is not offered (any more)."""
    return tx.session.scalars(items_in_force(tx, centre).where(Item.code == code)).one_or_none()


def items_in_force(tx: ReadTransaction, centre: str | None) -> Select[Any]:
    """Every item that ``centre`` (None: any) offers today; whose last day has passed is out, swept or not."""
    today = local(tx.now).date()
    lasting = or_(Item.valid_until.is_(None), Item.valid_until >= today)
    query = select(Item).where(Item.state == State.PUBLISHED, lasting)
    return query if centre is None else query.where(Item.centre == centre)


def item_version(tx: ReadTransaction, centre: str, code: str, version: int) -> Item:
    """One version, in force or retired: what an old case is pinned to. Raises NotFound."""
    item = tx.session.scalars(
        select(Item).where(Item.centre == centre, Item.code == code, Item.version == version)
    ).one_or_none()
    if item is None:
        raise NotFound(f"{code} v{version}")
    return item


def materials_of(tx: ReadTransaction, item: Item) -> list[Material]:
    """The materials that this version asks for, in their order."""
    return list(tx.session.scalars(select(Material).where(Material.item_id == item.id).order_by(Material.seq)))


def contents_of(tx: ReadTransaction, items: Sequence[Item]) -> list[ItemContent]:
    """What each of ``items`` says, in their order; one query for all materials."""
    asked: dict[str, list[MaterialContent]] = defaultdict(list)
    rows = select(Material).where(Material.item_id.in_([item.id for item in items])).order_by(Material.seq)
    for row in tx.session.scalars(rows):
        asked[row.item_id].append(MaterialContent(**{name: getattr(row, name) for name in _MATERIAL}))
    return [_content(item, asked[item.id]) for item in items]


def _content(item: Item, materials: Iterable[MaterialContent]) -> ItemContent:
    values: dict[str, Any] = {name: getattr(item, name) for name in PLAIN}
    values |= {name: tuple(getattr(item, name)) for name in LISTS}
    return ItemContent(**values, materials=tuple(materials))


def item_class(tx: ReadTransaction, item: Item) -> str | None:
    """The class (号类) that numbers for the item are of; None where its window has none and the item names none."""
    return item.business_class or _of_window(tx, item, Window.prefix)


def posts_of(tx: ReadTransaction, item: Item) -> tuple[str | None, str | None]:
    """The logins of the item's A and B post (AB 岗): its own pair, else its window's; None where that is gone."""
    if item.post_a is not None:
        return item.post_a, item.post_b
    return _of_window(tx, item, Window.post_a), _of_window(tx, item, Window.post_b)


def own_posts(tx: ReadTransaction, centre: str) -> set[str]:
    """The logins of everybody who is A or B of an item of the centre and not of its window alone."""
    rows = select(Item.post_a, Item.post_b).where(Item.centre == centre, Item.post_a.is_not(None)).distinct()
    return {login for pair in tx.session.execute(rows) for login in pair if login is not None}


def _of_window(tx: ReadTransaction, item: Item, column: Any) -> Any:
    return tx.session.scalar(select(column).where(Window.centre == item.centre, Window.number == item.window))


def place_of(tx: ReadTransaction, centre: str) -> Place:
    """What the centre has that items name: windows with their classes, and its active staff."""
    called: dict[int, set[str]] = defaultdict(set)
    for row in tx.session.scalars(select(WindowClass).where(WindowClass.centre == centre)):
        called[row.window].add(row.prefix)
    windows = {
        window.number: WindowPlace(window.prefix, frozenset(called[window.number]))
        for window in tx.session.scalars(select(Window).where(Window.centre == centre))
    }
    staff = tx.session.scalars(select(Staff.login).where(Staff.centre == centre, Staff.active))
    return Place(windows, frozenset(staff))


def centre_of(tx: ReadTransaction, code: str) -> Centre:
    """The centre's row: its name, division and local rules. Raises NotFound."""
    return tx.one(Centre, code)


def window_of(tx: ReadTransaction, centre: str, number: int) -> Window:
    """Raises NotFound for a window that the centre has not."""
    window = tx.session.scalars(select(Window).where(Window.centre == centre, Window.number == number)).one_or_none()
    if window is None:
        raise NotFound(f"{number}号窗口", field="window")
    return window


def class_of(tx: ReadTransaction, centre: str, prefix: str, field: str = "business_class") -> BusinessClass:
    """A class of the centre. Raises UnknownClass."""
    found = tx.session.get(BusinessClass, (centre, prefix))
    if found is None:
        raise UnknownClass(prefix, field=field)
    return found
