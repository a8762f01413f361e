"""Setting what items count as, and telling of the cases that do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from libs.common.events.intake import AGENCY_ACCEPTED, AGENCY_COMPLETED, AGENCY_KINDS
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.tables import Case
from services.intake.figures.agency.tables import AgencyItem
from services.intake.items.catalogue.actions import item_for_case
from services.intake.sheets import Sheets

SHEET = "agency_items.csv"


def agency_kind(tx: ReadTransaction, centre: str, item_code: str) -> str | None:
    """What a case of the item counts as today; it keeps that, whatever is set later."""
    return tx.session.scalars(
        select(AgencyItem.kind).where(AgencyItem.centre == centre, AgencyItem.item_code == item_code)
    ).one_or_none()


def tell_accepted(tx: Transaction, case: Case) -> None:
    """Beside the acceptance of a case that counts as a kind."""
    if case.agency_kind is not None:
        tx.emit(AGENCY_ACCEPTED, case.id, case.centre, {**_told(case), "at": case.accepted_at})


def tell_completed(tx: Transaction, case: Case) -> None:
    """Beside the completion of a case that counts as a kind."""
    if case.agency_kind is not None:
        tx.emit(AGENCY_COMPLETED, case.id, case.centre, {**_told(case), "at": case.completed_at})


def _told(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.id, "item_code": case.item_code, "item_kind": case.item_kind, "window": case.window,
        "kind": case.agency_kind,
    }  # fmt: skip


def set_kind(tx: Transaction, centre: str, item_code: str, kind: str | None) -> None:
    """From now on cases of the item count as ``kind``; None: as none. Raises ItemNotOffered."""
    item_for_case(tx, centre, item_code)
    there = tx.session.get(AgencyItem, (centre, item_code))
    if there is not None and kind is None:
        tx.session.delete(there)
    elif there is not None and kind is not None:
        there.kind, there.version = kind, there.version + 1
    elif kind is not None:
        tx.session.add(AgencyItem(centre=centre, item_code=item_code, kind=kind, version=1))
    tx.audit("agency_item.set", f"{centre}/{item_code}", kind=kind)


def kinds_of(tx: ReadTransaction, centre: str) -> list[AgencyItem]:
    found = select(AgencyItem).where(AgencyItem.centre == centre).order_by(AgencyItem.item_code)
    return list(tx.session.scalars(found))


def read_kinds(sheets: Sheets) -> list[tuple[str, str]]:
    """Code and kind of the items that the sheet lists, where there is one."""
    if not (sheets.folder / SHEET).exists():
        return []
    words = {title: kind for kind, title in AGENCY_KINDS.items()}
    return [each for _, each in sheets.read(SHEET, lambda row: (row.text("item_code"), row.choice("kind", words)))]


def load_kinds(tx: Transaction, centre: str, kinds: Iterable[tuple[str, str]]) -> None:
    """Set what the sheet says; other items stay as they are."""
    for item_code, kind in kinds:
        tx.session.merge(AgencyItem(centre=centre, item_code=item_code, kind=kind))
    tx.session.flush()
