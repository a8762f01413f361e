"""What every act on a placard takes: the placard held, the move back, what the board is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.events.intake import WHEREABOUTS_CHANGED
from libs.common.transaction import Transaction
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.register import register_back
from services.intake.duty.whereabouts.rules import LONGEST_NAME, MOVES, AlreadyAtPost, NotOnBoard
from services.intake.duty.whereabouts.tables import Placard


def on_board(centre: str, login: str) -> Any:
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id)
    return query.where(Placard.centre == centre, Staff.login == login)


def placard_of(tx: Transaction, centre: str, login: str) -> tuple[Placard, Staff]:
    """Raises NotOnBoard."""
    row = tx.session.execute(on_board(centre, login).with_for_update(of=Placard)).one_or_none()
    if row is None:
        raise NotOnBoard(login)
    return row[0], row[1]


def back(tx: Transaction, placard: Placard, staff: Staff) -> dict[str, Any]:
    """At the post again, and so in the register. Raises AlreadyAtPost."""
    origin, to = MOVES["return"]
    tx.moved(
        Placard, placard.id, origin=origin, to=to, otherwise=AlreadyAtPost,
        reason=None, place=None, since=None, until=None, stand_in=None, leave_id=None,
    )  # fmt: skip
    register_back(tx, placard.centre, staff.login)
    tx.audit("whereabouts.return", placard.id)
    return tell(tx, placard, staff)


def stands_in_no_more(tx: Transaction, placard: Placard, staff: Staff, *, gone: bool = True) -> None:
    """Tell the placards that name the person; ``gone``: without the name from now on."""
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id)
    query = query.where(Placard.centre == placard.centre, Placard.stand_in == staff.login)
    for other, their in tx.session.execute(query.order_by(Placard.slot).with_for_update(of=Placard)).all():
        other.stand_in = None if gone else other.stand_in
        other.version += 1
        tell(tx, other, their)


def drop(tx: Transaction, placard: Placard, staff: Staff) -> None:
    tx.session.delete(placard)
    register_back(tx, placard.centre, staff.login)
    tx.audit("whereabouts.drop", placard.id, slot=placard.slot)
    _emit(tx, placard, staff, {"listed": False})


def tell(tx: Transaction, placard: Placard, staff: Staff) -> dict[str, Any]:
    """Tell the boards what the placard shows now; the same as a view."""
    tx.session.flush()
    named = select(Staff.name).where(Staff.login == placard.stand_in)
    stand_in = tx.session.scalar(named) if placard.stand_in else None
    seen = view(placard, staff, stand_in)
    shown = ("post", "phone", "state", "reason", "place", "since", "until")
    told = {"listed": True, "name": staff.name[:LONGEST_NAME], **{name: seen[name] for name in shown}}
    _emit(tx, placard, staff, {**told, "stand_in": stand_in and stand_in[:LONGEST_NAME]})
    return seen


def _emit(tx: Transaction, placard: Placard, staff: Staff, told: dict[str, Any]) -> None:
    # Numbered by the place on the board, which the next person may get: a display must tell old from new.
    subject = f"whereabouts-{placard.centre}-{placard.slot}"
    tx.emit(
        WHEREABOUTS_CHANGED, subject, placard.centre,
        {"slot": placard.slot, "staff_id": staff.id, **told, "at": tx.now},
    )  # fmt: skip


def view(placard: Placard, staff: Staff, stand_in_name: str | None) -> dict[str, Any]:
    columns = ("slot", "post", "phone", "state", "reason", "place", "since", "until", "stand_in", "version")
    shown = {name: getattr(placard, name) for name in columns}
    return {**shown, "login": staff.login, "name": staff.name, "stand_in_name": stand_in_name}
