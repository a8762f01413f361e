"""The board follows what is decided elsewhere: accounts, and leave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from libs.common.transaction import Transaction
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.register import register_back
from services.intake.duty.whereabouts.rules import LEAVE, MOVES
from services.intake.duty.whereabouts.steps import back, drop, on_board, stands_in_no_more, tell
from services.intake.duty.whereabouts.tables import Placard


def follow_staff(tx: Transaction, staff: Staff) -> None:
    """The account has changed: the board shows the name that it has now, and nobody who left."""
    tx.session.flush()
    placard = tx.session.scalars(select(Placard).where(Placard.staff_id == staff.id).with_for_update()).one_or_none()
    if placard is None:
        return
    gone = not staff.active or (placard.centre not in staff.centres and "*" not in staff.centres)
    stands_in_no_more(tx, placard, staff, gone=gone)
    if gone:
        drop(tx, placard, staff)
    else:
        tell(tx, placard, staff)


def show_leave(
    tx: Transaction, centre: str, login: str, leave_id: str, since: datetime, until: datetime, stand_in: str | None,
    *, renew: bool = False,
) -> None:  # fmt: skip
    """The board shows that somebody has leave, until when and who stands in; not what for. No placard, nothing shown.

    What it shows already it goes on showing, unless ``renew``: a stand-in who is away has been taken off it.
    An outing ends with it, and nobody goes on being told that this person stands in.
    """
    found = tx.session.execute(on_board(centre, login).with_for_update(of=Placard)).one_or_none()
    if found is None:
        return
    placard, staff = found
    if not renew and (placard.leave_id, placard.until) == (leave_id, until):
        return
    register_back(tx, centre, login)
    stands_in_no_more(tx, placard, staff)
    origin, to = MOVES["leave"]
    tx.moved(
        Placard, placard.id, origin=origin, to=to, reason=LEAVE, place=None, since=since, until=until,
        stand_in=stand_in, leave_id=leave_id,
    )  # fmt: skip
    tx.audit("whereabouts.show_leave", placard.id, leave=leave_id)
    tell(tx, placard, staff)


def end_leave(tx: Transaction, leave_id: str) -> None:
    """The leave is over, or is not to be: whose placard shows it is back at the post."""
    query = select(Placard, Staff).join(Staff, Staff.id == Placard.staff_id).where(Placard.leave_id == leave_id)
    found = tx.session.execute(query.with_for_update(of=Placard)).one_or_none()
    if found is not None:
        back(tx, *found)
