"""Deciding on leave: by somebody else, and not so that a post is left to nobody."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.duty.cover.planning import follow_cover
from services.intake.duty.leaves import refusals, rules
from services.intake.duty.leaves.board import follow_leave
from services.intake.duty.leaves.requesting import LEAVE_CAUSE, require_stand_in
from services.intake.duty.leaves.steps import leave_of, left_uncovered, move, tell
from services.intake.duty.leaves.tables import Leave
from services.intake.items.catalogue.tables import Centre

NAMED_AT_MOST = 20


def approve(tx: Transaction, leave_id: str, stand_in: str | None = None, uncovered_reason: str | None = None) -> Leave:
    """Approve; ``stand_in``: somebody other than was asked for. The board shows it, and cover is looked at, at once.

    ``uncovered_reason``: why it must be although nobody covers a post then (an illness does not ask): the director's.
    Raises NotFound, Forbidden, StaleVersion, LeaveMoveRefused, OwnLeave, LeaveStandInUnfit, PostLeftUncovered,
    OnlyTheDirector.
    """
    leave = leave_of(tx, leave_id, lock=True)
    rules.require_decider(tx.actor, leave.login)
    rules.target(leave.state, "approve")
    require_stand_in(tx, leave.centre, leave.login, stand_in)
    # One decision after the other: A's leave and B's on one day are not approved beside each other.
    tx.session.execute(select(Centre.code).where(Centre.code == leave.centre).with_for_update()).one()
    taking = stand_in or leave.stand_in
    left = left_uncovered(tx, leave, taking)
    if left and uncovered_reason is None:
        named = [{"day": str(day), "start": f"{line.start:%H:%M}", "window": line.window} for day, line in left]
        words = "、".join(f"{day.month}月{day.day}日{line.start:%H:%M} {line.window}号窗口" for day, line in left[:3])
        raise refusals.PostLeftUncovered(f"{words}{'等' if len(left) > 3 else ''}无人顶岗", posts=named[:NAMED_AT_MOST])
    if left and Role.DIRECTOR not in tx.actor.roles:
        raise refusals.OnlyTheDirector()
    move(
        tx, leave, "approve", stand_in=taking, decided_by=tx.actor.id, decided_at=tx.now,
        uncovered_reason=mask_text(uncovered_reason) if left and uncovered_reason else None,
    )  # fmt: skip
    tell(tx, leave, "approve", len(left))
    follow_leave(tx, leave)
    follow_cover(tx, leave.centre, LEAVE_CAUSE)
    return leave


def name_stand_in(tx: Transaction, leave_id: str, stand_in: str) -> Leave:
    """Name somebody to stand in for who has leave already, or has it now; posts and cover follow.

    Raises NotFound, Forbidden, StaleVersion, LeaveMoveRefused, OwnLeave, LeaveStandInUnfit, LeaveOver.
    """
    leave = leave_of(tx, leave_id, lock=True)
    rules.require_decider(tx.actor, leave.login)
    rules.target(leave.state, "stand_in")
    if tx.now >= leave.span.ends_at:
        raise refusals.LeaveOver()
    require_stand_in(tx, leave.centre, leave.login, stand_in)
    move(tx, leave, "stand_in", stand_in=stand_in)
    tell(tx, leave, "stand_in", len(left_uncovered(tx, leave, stand_in)))
    follow_leave(tx, leave, renew=True)
    follow_cover(tx, leave.centre, LEAVE_CAUSE)
    return leave


def decline(tx: Transaction, leave_id: str, reason: str) -> Leave:
    """Say no, and why. Raises NotFound, Forbidden, StaleVersion, LeaveMoveRefused, OwnLeave."""
    leave = leave_of(tx, leave_id, lock=True)
    rules.require_decider(tx.actor, leave.login)
    move(tx, leave, "decline", decided_by=tx.actor.id, decided_at=tx.now, decline_reason=mask_text(reason))
    tell(tx, leave, "decline")
    return leave
