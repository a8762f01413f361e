"""Putting people on the board, and following where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.events.intake import WHEREABOUTS_CHANGED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.staff.tables import Staff
from services.intake.whereabouts.rules import (
    AT_POST,
    AWAY,
    LONGEST_NAME,
    MOVES,
    AlreadyAtPost,
    NotOnBoard,
    StandInUnfit,
    StandsIn,
    free_slot,
    require_own_or_lead,
    require_sayable,
)
from services.intake.whereabouts.tables import Placard


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
    return _told(tx, placard, staff)


def drop_placard(tx: Transaction, centre: str, login: str) -> None:
    """Take somebody off the board. Raises NotOnBoard, StandsIn."""
    placard, staff = _placard(tx, centre, login)
    _require_stands_in_for_nobody(tx, placard, staff)
    _drop(tx, placard, staff)


def leave(
    tx: Transaction, centre: str, login: str, reason: str, place: str | None, until: datetime | None,
    stand_in: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Away from the post (离岗). Said again while away, it changes where to and until when.

    Raises NotOnBoard, Forbidden, Invalid, StandInUnfit, StandsIn.
    """
    require_own_or_lead(tx.actor, login)
    require_sayable(place, until, tx.now)
    placard, staff = _placard(tx, centre, login)
    _require_stands_in_for_nobody(tx, placard, staff)
    if stand_in is not None:
        _require_fit(tx, centre, login, stand_in)
    since = placard.since if placard.state == AWAY else tx.now
    origin, to = MOVES["leave"]
    tx.moved(
        Placard, placard.id, origin=origin, to=to, reason=reason, place=place, since=since, until=until,
        stand_in=stand_in,
    )  # fmt: skip
    tx.audit("whereabouts.leave", placard.id, reason=reason, stand_in=stand_in)
    return _told(tx, placard, staff)


def come_back(tx: Transaction, centre: str, login: str) -> dict[str, Any]:
    """Back at the post (返岗). Raises NotOnBoard, Forbidden, AlreadyAtPost."""
    require_own_or_lead(tx.actor, login)
    placard, staff = _placard(tx, centre, login)
    origin, to = MOVES["return"]
    tx.moved(
        Placard, placard.id, origin=origin, to=to, otherwise=AlreadyAtPost,
        reason=None, place=None, since=None, until=None, stand_in=None,
    )  # fmt: skip
    tx.audit("whereabouts.return", placard.id)
    return _told(tx, placard, staff)


def follow_staff(tx: Transaction, staff: Staff) -> None:
    """The account has changed: the board shows the name that it has now, and nobody who left."""
    tx.session.flush()
    placard = tx.session.scalars(select(Placard).where(Placard.staff_id == staff.id).with_for_update()).one_or_none()
    if placard is None:
        return
    gone = not staff.active or (placard.centre not in staff.centres and "*" not in staff.centres)
    stood_in_for = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id)
    stood_in_for = stood_in_for.where(Placard.centre == placard.centre, Placard.stand_in == staff.login)
    for other, their in tx.session.execute(stood_in_for.order_by(Placard.slot).with_for_update(of=Placard)).all():
        other.stand_in = None if gone else other.stand_in
        other.version += 1
        _told(tx, other, their)
    if gone:
        _drop(tx, placard, staff)
    else:
        _told(tx, placard, staff)


def placards(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """The board, in its order."""
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id).where(Placard.centre == centre)
    rows = tx.session.execute(query.order_by(Placard.slot)).all()
    names = {staff.login: staff.name for _, staff in rows}
    return [_view(placard, staff, names.get(placard.stand_in or "")) for placard, staff in rows]


def _placard(tx: Transaction, centre: str, login: str) -> tuple[Placard, Staff]:
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id)
    query = query.where(Placard.centre == centre, Staff.login == login)
    row = tx.session.execute(query.with_for_update(of=Placard)).one_or_none()
    if row is None:
        raise NotOnBoard(login)
    return row[0], row[1]


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


def _drop(tx: Transaction, placard: Placard, staff: Staff) -> None:
    tx.session.delete(placard)
    tx.audit("whereabouts.drop", placard.id, slot=placard.slot)
    _emit(tx, placard, staff, {"listed": False})


def _told(tx: Transaction, placard: Placard, staff: Staff) -> dict[str, Any]:
    tx.session.flush()
    named = select(Staff.name).where(Staff.login == placard.stand_in)
    stand_in = tx.session.scalar(named) if placard.stand_in else None
    view = _view(placard, staff, stand_in)
    shown = ("post", "phone", "state", "reason", "place", "since", "until")
    told = {"listed": True, "name": staff.name[:LONGEST_NAME], **{name: view[name] for name in shown}}
    _emit(tx, placard, staff, {**told, "stand_in": stand_in and stand_in[:LONGEST_NAME]})
    return view


def _emit(tx: Transaction, placard: Placard, staff: Staff, told: dict[str, Any]) -> None:
    # Numbered by the place on the board, which the next person may get: a display must tell old from new.
    subject = f"whereabouts-{placard.centre}-{placard.slot}"
    tx.emit(
        WHEREABOUTS_CHANGED, subject, placard.centre,
        {"slot": placard.slot, "staff_id": staff.id, **told, "at": tx.now},
    )  # fmt: skip


def _view(placard: Placard, staff: Staff, stand_in_name: str | None) -> dict[str, Any]:
    columns = ("slot", "post", "phone", "state", "reason", "place", "since", "until", "stand_in", "version")
    shown = {name: getattr(placard, name) for name in columns}
    return {**shown, "login": staff.login, "name": staff.name, "stand_in_name": stand_in_name}
