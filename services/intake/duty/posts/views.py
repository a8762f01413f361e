"""Who holds each window now, and the book of handings over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.clock import local
from libs.common.deadlines import due_at
from libs.common.transaction import ReadTransaction
from services.intake.duty.cover.planning import concluded
from services.intake.duty.cover.reading import facts
from services.intake.duty.cover.views import words_of
from services.intake.duty.posts.rules import Role
from services.intake.duty.posts.tables import PostHandover, PostHandoverItem, PostHolding
from services.intake.duty.presence.reading import posts_at


def posts_view(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """Each window with who answers for it, and who is to sit there in the session that runs."""
    day, at = local(tx.now).date(), local(tx.now).time()
    lines = concluded(tx, centre, day, facts(tx, centre, day, day))[1]
    running = {line.window: line for line in lines if line.start <= at < line.end}
    held = {row.window: row for row in tx.session.scalars(select(PostHolding).where(PostHolding.centre == centre))}
    words = words_of(tx, running.values())
    found = []
    for window, post in sorted(posts_at(tx, centre).items()):
        row, line = held.get(window), running.get(window)
        found.append(
            {
                "window": window,
                "post_a": post.a,
                "post_b": post.b,
                "holder": row.person if row is not None else post.a,
                "role": row.role if row is not None else Role.A,
                "since": row.since if row is not None else None,
                "seated": line.person if line is not None else None,
                "why": words[window] if line is not None else "现在不是该窗口的班次",
            }
        )
    return found


def find_handovers(
    centre: str, window: int | None = None, first: date | None = None, last: date | None = None
) -> Select[PostHandover]:
    """The book; days of Asia/Shanghai."""
    query = select(PostHandover).where(PostHandover.centre == centre)
    if window is not None:
        query = query.where(PostHandover.window == window)
    if first is not None:
        query = query.where(PostHandover.at >= due_at(first - timedelta(days=1)))
    return query if last is None else query.where(PostHandover.at < due_at(last))


def handover_in_full(tx: ReadTransaction, handover_id: str) -> dict[str, Any]:
    """One record with all that it handed over, or back. Raises NotFound, Forbidden (属地)."""
    handover = tx.one(PostHandover, handover_id)
    tx.actor.require_centre(handover.centre)
    listed = or_(PostHandoverItem.handover_id == handover.id, PostHandoverItem.back_id == handover.id)
    items = tx.session.scalars(select(PostHandoverItem).where(listed).order_by(PostHandoverItem.id)).all()
    return {**{column.key: getattr(handover, column.key) for column in PostHandover.__table__.columns}, "items": items}
