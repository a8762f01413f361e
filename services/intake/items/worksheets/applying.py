"""Applying a preview: all of it, in one transaction, and only to the catalogue that it was made against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import CATALOGUE_IMPORTED
from libs.common.transaction import Transaction
from services.intake.items.catalogue.actions import items_in_force, place_of
from services.intake.items.catalogue.content import ItemContent, content_from
from services.intake.items.catalogue.drafting import require_none_scheduled, schedule_contents
from services.intake.items.catalogue.ending import end_after
from services.intake.items.catalogue.faults import misplaced
from services.intake.items.catalogue.publishing import catalogue_hash, lock_catalogue, put_in_force, retire_items
from services.intake.items.catalogue.rules import require_from
from services.intake.items.catalogue.tables import Item
from services.intake.items.worksheets.previewing import import_of_actor
from services.intake.items.worksheets.refusals import CatalogueChanged, ImportApplied, ImportFaulty
from services.intake.items.worksheets.rules import Action, target
from services.intake.items.worksheets.tables import CatalogueImport, ImportLine

WHY = "目录导入：表中没有该事项"


def apply_import(
    tx: Transaction, import_id: str, valid_from: date | None = None, *, despite_scheduled: bool = False
) -> CatalogueImport:
    """Publish what the preview creates and changes, now or from a day on, and end what it retires, up to that day.

    ``despite_scheduled``: versions that are scheduled for a later day will replace what is published now.
    Raises NotFound, Forbidden, StaleVersion, ImportApplied, ImportFaulty, CatalogueChanged, ValidFromPast,
    VersionScheduled.
    """
    chosen, today = import_of_actor(tx, import_id, lock=True), local(tx.now).date()
    to = target(chosen.state, "apply")
    if chosen.fault_count:
        raise ImportFaulty(errors=_as_errors(chosen))
    since = valid_from or today
    require_from(since, today)
    lock_catalogue(tx, chosen.centre)
    if (current := catalogue_hash(tx, chosen.centre)) != chosen.base_hash:
        raise CatalogueChanged(base=chosen.base_hash, current=current)
    contents, ended = _wanted(tx, chosen)
    _require_placed(tx, chosen.centre, contents)
    codes = [content.code for content in contents]
    require_none_scheduled(tx, chosen.centre, codes, despite=despite_scheduled and since == today)
    require_none_scheduled(tx, chosen.centre, [item.code for item in ended], despite=False)
    if since == today:
        put_in_force(tx, chosen.centre, contents, since)
        retire_items(tx, ended, today, WHY)
    else:
        schedule_contents(tx, chosen.centre, contents, since)
        for item in ended:
            end_after(tx, item, since - timedelta(days=1), WHY)
    tx.moved(
        CatalogueImport, chosen.id, origin=[chosen.state], to=to, version=tx.if_match, otherwise=ImportApplied,
        applied_by=tx.actor.id, applied_at=tx.now, valid_from=since,
    )  # fmt: skip
    counts = {action.value: getattr(chosen, action.value) for action in Action}
    tx.emit(CATALOGUE_IMPORTED, chosen.id, chosen.centre, {
        "import_id": chosen.id, **counts, "valid_from": since, "at": tx.now,
    })  # fmt: skip
    tx.audit("catalogue.import", chosen.id, centre=chosen.centre, sha256=chosen.sha256, since=str(since), **counts)
    return chosen


def _wanted(tx: Transaction, chosen: CatalogueImport) -> tuple[list[ItemContent], Sequence[Item]]:
    """What is to be published, and which items are to end."""
    lines = tx.session.scalars(
        select(ImportLine).where(ImportLine.import_id == chosen.id).order_by(ImportLine.seq)
    ).all()
    contents = [content_from(line.content) for line in lines if line.content is not None]
    retired = [line.code for line in lines if line.action == Action.RETIRED]
    ended = items_in_force(tx, chosen.centre).where(Item.code.in_(retired)).order_by(Item.code)
    return contents, tx.session.scalars(ended).all()


def _require_placed(tx: Transaction, centre: str, contents: Sequence[ItemContent]) -> None:
    """Windows and people may have gone since the preview, which the hash does not tell. Raises ImportFaulty."""
    place = place_of(tx, centre)
    errors = [
        {"field": f"{content.code}.{fault.field}", "message": fault.message}
        for content in contents
        for fault in misplaced(content, place)
    ]
    if errors:
        raise ImportFaulty(errors=errors)


def _as_errors(chosen: CatalogueImport) -> list[dict[str, str]]:
    return [
        {"field": f"{each['sheet']}:{each['row']}:{each['column']}", "message": each["message"]}
        for each in chosen.faults
    ]
