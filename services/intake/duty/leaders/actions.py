"""Rostering duty leaders, and swapping by consent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.clock import local
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import LEADER_ROSTERED, LEADER_SWAP_CHANGED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.cover.planning import follow_cover
from services.intake.duty.leaders import rules
from services.intake.duty.leaders.reading import leader_on
from services.intake.duty.leaders.rules import State
from services.intake.duty.leaders.tables import DutyLeader, DutySwap
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.tables import Placard
from services.intake.items.catalogue.tables import Centre


def set_leader(tx: Transaction, centre: str, day: date, login: str | None) -> None:
    """Roster somebody for ``day``; None: nobody. A swap of that day that waits for an answer lapses.

    Raises PastDay, UnfitLeader.
    """
    _lock(tx, centre)
    rules.require_to_come(local(tx.now).date(), day)
    if login is not None:
        _require_fit(tx, centre, login)
    if leader_on(tx, centre, day) == login:
        return
    _assign(tx, centre, day, login)
    changed = (DutySwap.day == day) | (DutySwap.other_day == day)
    waiting = select(DutySwap).where(DutySwap.centre == centre, DutySwap.state == State.ASKED, changed)
    for swap in tx.session.scalars(waiting.order_by(DutySwap.id)).all():
        _answer(tx, swap, "lapse")
    follow_cover(tx, centre)


def ask_swap(tx: Transaction, centre: str, day: date, asked: str, other_day: date | None, reason: str) -> DutySwap:
    """Ask a colleague to take one's ``day``, for ``other_day`` of theirs or for none.

    Raises PastDay, NotYourDay, UnfitLeader, NobodyOnThatDay, SwapPending.
    """
    _lock(tx, centre)
    rules.require_to_come(local(tx.now).date(), day, other_day)
    if leader_on(tx, centre, day) != tx.actor.id:
        raise rules.NotYourDay(field="day")
    if asked == tx.actor.id:
        raise rules.UnfitLeader(field="asked")
    _require_fit(tx, centre, asked, "asked")
    if other_day is not None and leader_on(tx, centre, other_day) != asked:
        raise rules.NobodyOnThatDay(field="other_day")
    waiting = select(DutySwap.id).where(DutySwap.centre == centre, DutySwap.state == State.ASKED, DutySwap.day == day)
    if tx.session.scalar(waiting) is not None:
        raise rules.SwapPending(field="day")
    swap = DutySwap(
        id=new_id(), centre=centre, version=1, state=State.ASKED, day=day, other_day=other_day, asker=tx.actor.id,
        asked=asked, reason=mask_text(reason), asked_at=tx.now,
    )  # fmt: skip
    tx.session.add(swap)
    tx.session.flush()
    _tell(tx, swap, "ask")
    return swap


def accept_swap(tx: Transaction, swap_id: str) -> DutySwap:
    """The colleague consents: the days change hands. Raises as ``decline_swap``; SwapLapsed for one whose day is past,
    UnfitLeader for somebody who may no longer lead."""
    swap = _of_asked(tx, swap_id)
    rules.target(swap.state, "accept")
    today = local(tx.now).date()
    if swap.day < today or (swap.other_day is not None and swap.other_day < today):
        raise rules.SwapLapsed(state=swap.state)
    _require_fit(tx, swap.centre, swap.asked, "asked")
    _answer(tx, swap, "accept")
    _assign(tx, swap.centre, swap.day, swap.asked)
    if swap.other_day is not None:
        _require_fit(tx, swap.centre, swap.asker, "asker")
        _assign(tx, swap.centre, swap.other_day, swap.asker)
    follow_cover(tx, swap.centre)
    return swap


def decline_swap(tx: Transaction, swap_id: str, reason: str) -> DutySwap:
    """Raises NotFound, Forbidden (属地), StaleVersion, NotTheOneAsked, SwapMoveRefused."""
    swap = _of_asked(tx, swap_id)
    _answer(tx, swap, "decline", mask_text(reason))
    return swap


def withdraw_swap(tx: Transaction, swap_id: str) -> DutySwap:
    """Who asked does so no longer. Raises NotFound, Forbidden, StaleVersion, NotYourDay, SwapMoveRefused."""
    swap = _hold(tx, swap_id)
    if swap.asker != tx.actor.id:
        raise rules.NotYourDay()
    _answer(tx, swap, "withdraw")
    return swap


def lapse_swaps(tx: Transaction) -> int:
    """What nobody answered before its day is void; returns how many."""
    late = select(DutySwap).where(DutySwap.state == State.ASKED, DutySwap.day < local(tx.now).date())
    swaps = tx.session.scalars(late.order_by(DutySwap.id).with_for_update(skip_locked=True)).all()
    for swap in swaps:
        _answer(tx, swap, "lapse")
    return len(swaps)


def _lock(tx: Transaction, centre: str) -> None:
    """One change of a centre's roster after the other."""
    tx.session.execute(select(Centre.code).where(Centre.code == centre).with_for_update()).one()


def _require_fit(tx: ReadTransaction, centre: str, login: str, field: str = "login") -> None:
    query = select(Staff, Placard.id).join(Placard, Placard.staff_id == Staff.id, isouter=True)
    row = tx.session.execute(query.where(Staff.centre == centre, Staff.login == login)).one_or_none()
    staff, placard = row if row is not None else (None, None)
    rules.require_fit(staff is not None and staff.active, staff.roles if staff else (), placard is not None, field)


def _assign(tx: Transaction, centre: str, day: date, login: str | None) -> None:
    row = tx.session.get(DutyLeader, (centre, day))
    if login is None:
        tx.session.delete(row)
    elif row is None:
        tx.session.add(DutyLeader(centre=centre, day=day, login=login, version=1))
    else:
        row.login, row.version = login, row.version + 1
    tx.session.flush()
    tx.emit(LEADER_ROSTERED, f"{centre}/{day}", centre, {"day": day, "rostered": login is not None, "at": tx.now})
    tx.audit("leader.roster", f"{centre}/{day}", leader=login)


def _of_asked(tx: Transaction, swap_id: str) -> DutySwap:
    swap = _hold(tx, swap_id)
    if swap.asked != tx.actor.id:
        raise rules.NotTheOneAsked()
    return swap


def _hold(tx: Transaction, swap_id: str) -> DutySwap:
    seen = tx.session.get(DutySwap, swap_id)
    if seen is None:
        raise NotFound(f"换班 {swap_id}")
    tx.actor.require_centre(seen.centre)
    _lock(tx, seen.centre)
    swap = tx.session.get_one(DutySwap, swap_id, with_for_update=True, populate_existing=True)
    if tx.if_match is not None and tx.if_match != swap.version:
        raise StaleVersion(version=swap.version)
    return swap


def _answer(tx: Transaction, swap: DutySwap, verb: str, reason: str | None = None) -> None:
    values: dict[str, Any] = {"answered_at": tx.now, "answer_reason": reason}
    tx.moved(
        DutySwap, swap.id, origin=[swap.state], to=rules.target(swap.state, verb), version=swap.version,
        otherwise=rules.SwapMoveRefused, **values,
    )  # fmt: skip
    _tell(tx, swap, verb)


def _tell(tx: Transaction, swap: DutySwap, verb: str) -> None:
    told = {"swap_id": swap.id, "state": swap.state, "day": swap.day, "other_day": swap.other_day, "at": tx.now}
    tx.emit(LEADER_SWAP_CHANGED, swap.id, swap.centre, told)
    tx.audit(f"leader.swap_{verb}", swap.id, day=str(swap.day), asker=swap.asker, asked=swap.asked)
