"""Reading a file and keeping what it would change, for somebody to look at and decide."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from eventlet import tpool
from sqlalchemy import delete, insert, select

from libs.common.database import Database
from libs.common.errors import NotFound
from libs.common.http import Call
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue.actions import contents_of, items_in_force, place_of
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.faults import Place
from services.intake.items.catalogue.publishing import catalogue_hash
from services.intake.items.catalogue.tables import Item
from services.intake.items.catalogue.tabular import RowFault
from services.intake.items.worksheets.reading import read_catalogue
from services.intake.items.worksheets.rules import KEPT, MOST_FAULTS, Action, Line, State, compare
from services.intake.items.worksheets.tables import CatalogueImport, ImportLine
from services.intake.territory import acting_centre


@dataclass(frozen=True)
class Snapshot:
    """The catalogue of a centre as it stands: what a file is read against."""

    hash: str
    contents: Sequence[ItemContent]
    place: Place


def snapshot(tx: ReadTransaction, centre: str) -> Snapshot:
    items = tx.session.scalars(items_in_force(tx, centre).order_by(Item.code)).all()
    return Snapshot(catalogue_hash(tx, centre), contents_of(tx, items), place_of(tx, centre))


def preview(db: Database, call: Call, centre: str | None, content: bytes, *, retire_missing: bool) -> CatalogueImport:
    """Read the file in a thread, outside transactions, and keep what it would change; nothing is changed yet.

    Repeated, it is the same preview. Raises Forbidden, Invalid (which centre?), FileUnreadable.
    """
    with db.reading(call.actor, call.cause) as tx:
        where = acting_centre(tx, centre)
        base = snapshot(tx, where)
    lines, faults = tpool.execute(_read, content, base, retire_missing)
    with call.transaction(db) as tx:
        return _keep(tx, where, hashlib.sha256(content).hexdigest(), base.hash, lines, faults, retire_missing)


def _read(content: bytes, base: Snapshot, retire_missing: bool) -> tuple[list[Line], Sequence[RowFault]]:
    reading = read_catalogue(content, base.place)
    # What could not be read is not missing.
    retire = retire_missing and not reading.faults
    return compare(base.contents, reading.contents, retire_missing=retire), reading.faults


def _keep(
    tx: Transaction,
    centre: str,
    sha256: str,
    base_hash: str,
    lines: Sequence[Line],
    faults: Sequence[RowFault],
    retire_missing: bool,
) -> CatalogueImport:
    told = [asdict(fault) for fault in faults[:MOST_FAULTS]]
    same = {"centre": centre, "state": State.PREVIEWED, "sha256": sha256, "base_hash": base_hash}
    known = select(CatalogueImport).filter_by(**same, retire_missing=retire_missing, made_by=tx.actor.id)
    for earlier in tx.session.scalars(known.order_by(CatalogueImport.id.desc())):
        if earlier.faults == told and earlier.made_at > tx.now - KEPT:
            return earlier
    counts = Counter(line.action for line in lines)
    kept = CatalogueImport(
        id=new_id(), version=1, retire_missing=retire_missing, faults=told, fault_count=len(faults),
        made_by=tx.actor.id, made_at=tx.now, **same, **{action.value: counts[action] for action in Action},
    )  # fmt: skip
    tx.session.add(kept)
    tx.session.flush()
    rows = [
        {
            "import_id": kept.id, "seq": seq, "code": line.code, "name": line.name, "action": line.action.value,
            "differences": [asdict(each) for each in line.differences],
            "content": line.content.as_json() if line.content else None,
        }
        for seq, line in enumerate(lines, 1)
    ]  # fmt: skip
    if rows:
        tx.session.execute(insert(ImportLine), rows)
    tx.audit("catalogue.preview", kept.id, centre=centre, sha256=sha256, faults=kept.fault_count)
    return kept


def import_of_actor(tx: ReadTransaction, import_id: str, *, lock: bool = False) -> CatalogueImport:
    """Raises NotFound, Forbidden (属地)."""
    found = tx.session.get(CatalogueImport, import_id, with_for_update=lock or None)
    if found is None:
        raise NotFound(f"目录导入 {import_id}")
    tx.actor.require_centre(found.centre)
    return found


def forget_previews(tx: Transaction) -> int:
    """Previews that nobody decided on in time go; returns how many."""
    old = select(CatalogueImport.id).where(
        CatalogueImport.state == State.PREVIEWED, CatalogueImport.made_at <= tx.now - KEPT
    )
    ids = tx.session.scalars(old.limit(50)).all()
    tx.session.execute(delete(ImportLine).where(ImportLine.import_id.in_(ids)))
    tx.session.execute(delete(CatalogueImport).where(CatalogueImport.id.in_(ids)))
    return len(ids)
