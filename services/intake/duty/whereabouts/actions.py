"""Putting people on the board, and following where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.leaves.refusals import OnLeave
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.register import register_out
from services.intake.duty.whereabouts.rules import (
    AT_POST,
    AWAY,
    MOVES,
    NotOnBoard,
    StandInUnfit,
    StandsIn,
    free_slot,
    require_own_or_lead,
    require_sayable,
)
from services.intake.duty.whereabouts.steps import back, drop, placard_of, tell, view
from services.intake.duty.whereabouts.tables import Placard


def put_placard(tx: Transaction, centre: str, login: str, post: str, phone: str) -> dict[str, Any]:
    """Put somebody of the centre on the board, or change their post and phone. Raises NotOnBoard, BoardFull."""
    staff = tx.session.scalars(_staff(centre, login).where(Staff.active)).one_or_none()
    if staff is None:
        raise NotOnBoard(login)
    placard = tx.session.scalars(select(Placard).where(Placard.staff_id == staff.id).with_for_update()).one_or_none()
    if placard is None:
        taken = set(tx.session.scalars(select(Placard.slot).where(Placard.centre == centre)))
        placard = Placard(
            id=new_id(), centre=centre, slot=free_slot(taken), staff_id=staff.id, state=AT_POST, version=0,
        )  # fmt: skip
        tx.session.add(placard)
    placard.post, placard.phone, placard.version = post, phone, placard.version + 1
    tx.audit("whereabouts.put", placard.id, slot=placard.slot)
    return tell(tx, placard, staff)


def drop_placard(tx: Transaction, centre: str, login: str) -> None:
    """Take somebody off the board. Raises NotOnBoard, StandsIn."""
    placard, staff = placard_of(tx, centre, login)
    _require_stands_in_for_nobody(tx, placard, staff)
    drop(tx, placard, staff)


def leave(
    tx: Transaction, centre: str, login: str, reason: str, place: str | None, until: datetime | None,
    stand_in: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Away from the post (离岗). Said again while away, it changes where to and until when.

    The one act sets placard and register (临时外出登记). Who stands in for somebody names who stands in for both.
    Raises NotOnBoard, Forbidden, Invalid, StandInUnfit, StandsIn, OnLeave.
    """
    require_own_or_lead(tx.actor, login)
    require_sayable(place, until, tx.now)
    placard, staff = placard_of(tx, centre, login)
    _require_not_on_leave(placard)
    if stand_in is None:
        _require_stands_in_for_nobody(tx, placard, staff)
    else:
        _require_fit(tx, centre, login, stand_in)
    since = placard.since if placard.state == AWAY else tx.now
    origin, to = MOVES["leave"]
    tx.moved(
        Placard, placard.id, origin=origin, to=to, reason=reason, place=place, since=since, until=until,
        stand_in=stand_in,
    )  # fmt: skip
    register_out(tx, centre, login, reason=reason, place=place, until=until, stand_in=stand_in)
    tx.audit("whereabouts.leave", placard.id, reason=reason, stand_in=stand_in)
    return tell(tx, placard, staff)


def come_back(tx: Transaction, centre: str, login: str) -> dict[str, Any]:
    """Back at the post (返岗). Raises NotOnBoard, Forbidden, AlreadyAtPost, OnLeave."""
    require_own_or_lead(tx.actor, login)
    placard, staff = placard_of(tx, centre, login)
    _require_not_on_leave(placard)
    return back(tx, placard, staff)


def placards(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """The board, in its order."""
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id).where(Placard.centre == centre)
    rows = tx.session.execute(query.order_by(Placard.slot)).all()
    names = {staff.login: staff.name for _, staff in rows}
    return [view(placard, staff, names.get(placard.stand_in or "")) for placard, staff in rows]


def _require_not_on_leave(placard: Placard) -> None:
    if placard.leave_id is not None:
        raise OnLeave()


def _staff(centre: str, login: str) -> Any:
    return select(Staff).where(Staff.centre == centre, Staff.login == login)


def _require_fit(tx: Transaction, centre: str, login: str, stand_in: str) -> None:
    """Whoever stands in is on the board and at post; locked, so that both cannot leave at once."""
    query = select(Placard.state).join(Staff, Staff.id == Placard.staff_id)
    query = query.where(Placard.centre == centre, Staff.login == stand_in, Staff.active)
    state = tx.session.scalar(query.with_for_update(of=Placard))
    if stand_in == login or state != AT_POST:
        raise StandInUnfit(field="stand_in")


def _require_stands_in_for_nobody(tx: Transaction, placard: Placard, staff: Staff) -> None:
    query = select(Placard.slot).where(Placard.centre == placard.centre, Placard.stand_in == staff.login)
    if (slot := tx.session.scalar(query.limit(1))) is not None:
        raise StandsIn(slot=slot)
