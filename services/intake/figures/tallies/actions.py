"""Recording tallies."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import func, select

from libs.common.clock import SHANGHAI, local
from libs.common.events.intake import TALLY_RECORDED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.figures.tallies.rules import require_countable
from services.intake.figures.tallies.tables import Tally
from services.intake.items.catalogue.actions import window_of


def record_tally(tx: Transaction, centre: str, window: int, kind: str, quantity: int, channel: str) -> Tally:
    """Count quick work at a window. Raises NotFound (window), QuantityInvalid, TakesBackTooMuch."""
    window_of(tx, centre, window)
    require_countable(quantity, _counted_today(tx, centre, window, kind) if quantity < 0 else 0)
    tally = Tally(
        id=new_id(),
        centre=centre,
        kind=kind,
        quantity=quantity,
        channel=channel,
        window=window,
        clerk=tx.actor.id,
        at=tx.now,
    )
    tx.session.add(tally)
    told = {"tally_id": tally.id, "kind": kind, "quantity": quantity, "window": window, "at": tx.now}
    tx.emit(TALLY_RECORDED, tally.id, centre, told)
    action = "tally.record" if quantity > 0 else "tally.take_back"
    tx.audit(action, tally.id, kind=kind, quantity=quantity, window=window)
    return tally


def _counted_today(tx: Transaction, centre: str, window: int, kind: str) -> int:
    midnight = datetime.combine(local(tx.now).date(), time(), SHANGHAI)
    counted = select(func.sum(Tally.quantity)).where(
        Tally.centre == centre, Tally.window == window, Tally.kind == kind, Tally.at >= midnight
    )
    return int(tx.session.scalar(counted) or 0)
