"""Ending an item (停办): now, or after a last day; and taking that back while the day has not passed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from libs.common.clock import local
from libs.common.errors import StaleVersion
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.items.catalogue import refusals
from services.intake.items.catalogue.actions import item_for_case
from services.intake.items.catalogue.drafting import scheduled_versions
from services.intake.items.catalogue.publishing import lock_catalogue, retire_items
from services.intake.items.catalogue.rules import MOVES, require_last_day
from services.intake.items.catalogue.tables import Draft, Item


def end_item(tx: Transaction, centre: str, code: str, last_day: date | None, reason: str) -> Item:
    """Offer the item up to ``last_day`` and no longer; None: no longer from this moment. Cases that run go on.

    A version scheduled for later would bring it back: recall that first. Raises NotFound (centre), ItemNotOffered,
    StaleVersion, LastDayPast, LastDayStands, VersionScheduled.
    """
    item = _hold(tx, centre, code)
    today, why = local(tx.now).date(), mask_text(reason)
    scheduled = tx.session.scalars(scheduled_versions(centre).where(Draft.code == code)).one_or_none()
    if scheduled is not None:
        raise refusals.VersionScheduled(items={code: str(scheduled.valid_from)})
    if last_day is None:
        retire_items(tx, [item], today, why)
        return item
    require_last_day(last_day, today)
    if item.valid_until is not None:
        raise refusals.LastDayStands(last_day=str(item.valid_until))
    end_after(tx, item, last_day, why)
    return item


def end_after(tx: Transaction, item: Item, last_day: date, reason: str) -> None:
    """Set the last day of an item, or bring it forward. The caller holds the catalogue; ``reason`` is masked."""
    if item.valid_until is None or item.valid_until > last_day:
        _set_last_day(tx, "set_last_day", item, last_day)
        tx.audit("item.set_last_day", item.id, code=item.code, last_day=str(last_day), reason=reason)


def go_on_offering(tx: Transaction, centre: str, code: str) -> Item:
    """Take the last day back. Raises NotFound (centre), ItemNotOffered, StaleVersion, NoLastDay."""
    item = _hold(tx, centre, code)
    if item.valid_until is None:
        raise refusals.NoLastDay()
    was = item.valid_until
    _set_last_day(tx, "lift_last_day", item, None)
    tx.audit("item.lift_last_day", item.id, code=code, was=str(was))
    return item


def _hold(tx: Transaction, centre: str, code: str) -> Item:
    lock_catalogue(tx, centre)
    item = item_for_case(tx, centre, code)
    if tx.if_match is not None and tx.if_match != item.version:
        raise StaleVersion(version=item.version)
    return item


def _set_last_day(tx: Transaction, verb: str, item: Item, last_day: date | None) -> None:
    """What the item says stays, so its version does too: not a move of ``tx.moved``, which counts versions up."""
    change = update(Item).where(Item.id == item.id, Item.state.in_(MOVES[verb]))
    tx.session.execute(change.values(valid_until=last_day))
    tx.session.refresh(item)
