"""Publishing items, and reading what is in force."""

from __future__ import annotations

from sqlalchemy import Select, func, insert, or_, select, update

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.events.intake import ITEM_PUBLISHED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.catalogue.rules import ItemDraft, ItemNotOffered, require_publishable
from services.intake.catalogue.tables import BusinessClass, Centre, Item, Material, Window
from services.intake.queue.rules import UnknownClass

PLAIN = (
    "code", "name", "kind", "window", "legal_limit", "promised_limit", "delegable", "village_can_finish",
    "home_visit", "bookable", "fee", "fee_basis", "result", "upper_authority", "fingerprint",
)  # fmt: skip


def publish_item(tx: Transaction, centre: str, draft: ItemDraft) -> tuple[Item, bool]:
    """Put ``draft`` in force as the item's next version; the one before it is retired. Raises ItemInvalid.

    Returns the version in force and whether it is new: the same content again changes nothing.
    """
    require_publishable(draft)
    today = local(tx.now).date()
    last = tx.session.scalars(
        select(Item).where(Item.centre == centre, Item.code == draft.code).order_by(Item.version.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.state == "published" and last.fingerprint == draft.fingerprint:
        return last, False
    if last is not None:
        tx.session.execute(
            update(Item)
            .where(Item.centre == centre, Item.code == draft.code, Item.state == "published")
            .values(state="retired", valid_until=today)
        )
    item = Item(
        id=new_id(),
        centre=centre,
        version=last.version + 1 if last else 1,
        state="published",
        conditions=list(draft.conditions),
        procedure=list(draft.procedure),
        co_departments=list(draft.co_departments),
        valid_from=today,
        **{name: getattr(draft, name) for name in PLAIN},
    )
    tx.session.add(item)
    tx.session.flush()
    _add_materials(tx, item, draft)
    tx.emit(
        ITEM_PUBLISHED,
        item.id,
        centre,
        {
            "item_code": item.code,
            "version": item.version,
            "name": item.name,
            "kind": item.kind,
            "window": item.window,
            "delegable": item.delegable,
            "village_can_finish": item.village_can_finish,
            "promised_limit": item.promised_limit,
        },
    )
    tx.audit("item.publish", item.id, code=item.code, version=item.version)
    return item, True


def _add_materials(tx: Transaction, item: Item, draft: ItemDraft) -> None:
    rows = [
        {"id": new_id(), "centre": item.centre, "item_id": item.id, "seq": seq, **vars(material)}
        for seq, material in enumerate(draft.materials, 1)
    ]
    if rows:
        tx.session.execute(insert(Material), rows)


def item_for_case(tx: ReadTransaction, centre: str, code: str) -> Item:
    """The version of the item in force at ``centre``: what a new case is pinned to. Raises ItemNotOffered."""
    item = tx.session.scalars(
        select(Item).where(Item.centre == centre, Item.code == code, Item.state == "published")
    ).one_or_none()
    if item is None:
        raise ItemNotOffered(code, field="item_code")
    return item


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


def find_items(
    centre: str, text: str | None = None, window: int | None = None, kind: str | None = None
) -> Select[Item]:
    """The items in force at ``centre``; ``text`` is looked for in code and name, any case."""
    query = select(Item).where(Item.centre == centre, Item.state == "published")
    if text:
        query = query.where(
            or_(
                Item.name.contains(text, autoescape=True),
                func.lower(Item.code).contains(text.lower(), autoescape=True),
            )
        )
    if window is not None:
        query = query.where(Item.window == window)
    if kind is not None:
        query = query.where(Item.kind == kind)
    return query


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
