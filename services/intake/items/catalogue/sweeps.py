"""The catalogue follows the days: at 00:00 in the hall scheduled versions come into force and ended items go.

Whatever stood still meanwhile is caught up with: a version is in force from its day, not from the sweep's.
"""

from __future__ import annotations

from sqlalchemy import select

from libs.common.clock import local
from libs.common.transaction import Transaction
from services.intake.items.catalogue.drafting import enter_scheduled, scheduled_versions
from services.intake.items.catalogue.publishing import lock_catalogue, retire_items
from services.intake.items.catalogue.rules import State
from services.intake.items.catalogue.tables import Draft, Item

AT_ONCE = 200
"""Rows of each sort that a sweep takes in one transaction; the next tick takes the rest."""


def follow_days(tx: Transaction) -> int:
    """Put in force what is due and end what is over; returns how many versions and items that were."""
    today = local(tx.now).date()
    due = select(Draft.centre).where(Draft.state == State.SCHEDULED, Draft.valid_from <= today)
    over = select(Item.centre).where(Item.state == State.PUBLISHED, Item.valid_until < today)
    return sum(_follow(tx, centre) for centre in sorted({*tx.session.scalars(due), *tx.session.scalars(over)}))


def _follow(tx: Transaction, centre: str) -> int:
    lock_catalogue(tx, centre)
    today = local(tx.now).date()
    # Ends first: an item that ended last week and comes back today was away in between.
    over = select(Item).where(Item.centre == centre, Item.state == State.PUBLISHED, Item.valid_until < today)
    ended = tx.session.scalars(over.order_by(Item.id).limit(AT_ONCE)).all()
    for item in ended:
        assert item.valid_until is not None
        retire_items(tx, [item], item.valid_until)
    due = scheduled_versions(centre).where(Draft.valid_from <= today).order_by(Draft.valid_from, Draft.id)
    entering = tx.session.scalars(due.limit(AT_ONCE)).all()
    for draft in entering:
        enter_scheduled(tx, draft)
    return len(ended) + len(entering)
