"""The register of temporary absences (临时外出登记): written by the act that sets the placard, and by no other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.deadlines import due_at
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.duty.whereabouts.tables import Outing


def register_out(
    tx: Transaction, centre: str, login: str, *, reason: str, place: str | None, until: datetime | None,
    stand_in: str | None,
) -> None:  # fmt: skip
    """Somebody goes out, or says anew where to and until when while out."""
    told: dict[str, Any] = {"reason": reason, "place": place, "until": until, "stand_in": stand_in}
    outing = _out(tx, centre, login)
    if outing is None:
        outing = Outing(id=new_id(), centre=centre, login=login, since=tx.now, registered_by=tx.actor.id)
        tx.session.add(outing)
    for name, value in told.items():
        setattr(outing, name, value)


def register_back(tx: Transaction, centre: str, login: str) -> None:
    """Back now; nothing for who is not out."""
    outing = _out(tx, centre, login)
    if outing is not None:
        outing.ended_at = tx.now


def find_outings(centre: str, first: date, last: date, login: str | None = None) -> Select[Outing]:
    """Absences of the days from ``first`` to ``last`` (Asia/Shanghai), those that are not over among them."""
    query = select(Outing).where(
        Outing.centre == centre,
        Outing.since < due_at(last),
        or_(Outing.ended_at.is_(None), Outing.ended_at >= due_at(first - timedelta(days=1))),
    )
    return query if login is None else query.where(Outing.login == login)


def _out(tx: Transaction, centre: str, login: str) -> Outing | None:
    query = select(Outing).where(Outing.centre == centre, Outing.login == login, Outing.ended_at.is_(None))
    return tx.session.scalars(query).one_or_none()
