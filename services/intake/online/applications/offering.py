"""Which items may be applied for online (开通网上申请)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue.actions import item_for_case, items_in_force
from services.intake.items.catalogue.tables import Item
from services.intake.online.applications.refusals import NotOnline
from services.intake.online.applications.tables import OnlineItem
from services.intake.sheets import Sheets

SHEET = "online_items.csv"


def online_items(tx: ReadTransaction, centre: str) -> Select[Item]:
    """The items in force at ``centre`` that are open online."""
    opened = select(OnlineItem.item_code).where(OnlineItem.centre == centre)
    return items_in_force(tx, centre).where(Item.code.in_(opened))


def item_online(tx: ReadTransaction, centre: str, item_code: str) -> Item:
    """The version in force. Raises ItemNotOffered, NotOnline."""
    item = item_for_case(tx, centre, item_code)
    if tx.session.get(OnlineItem, (centre, item_code)) is None:
        raise NotOnline(item_code, field="item_code")
    return item


def set_online(tx: Transaction, centre: str, item_code: str, opened: bool) -> None:
    """Open an item online, or close it; what was begun goes on. Raises ItemNotOffered."""
    item_for_case(tx, centre, item_code)
    there = tx.session.get(OnlineItem, (centre, item_code))
    if opened and there is None:
        tx.session.add(_opened(tx, centre, item_code))
    if not opened and there is not None:
        tx.session.delete(there)
    tx.audit("online_item.set", f"{centre}/{item_code}", open=opened)


def read_online(sheets: Sheets) -> list[str]:
    """The codes that the sheet lists, where there is one."""
    if not (sheets.folder / SHEET).exists():
        return []
    return [code for _, code in sheets.read(SHEET, lambda row: row.text("item_code"))]


def load_online(tx: Transaction, centre: str, codes: Iterable[str]) -> None:
    """Open what the sheet lists; what is open already stays, and nothing is closed."""
    for code in codes:
        if tx.session.get(OnlineItem, (centre, code)) is None:
            tx.session.add(_opened(tx, centre, code))
    tx.session.flush()


def _opened(tx: Transaction, centre: str, item_code: str) -> OnlineItem:
    return OnlineItem(centre=centre, item_code=item_code, opened_at=tx.now, opened_by=tx.actor.id, version=1)
