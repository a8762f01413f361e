"""Pausing, closing and opening a window (窗口暂停、关闭、恢复)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert

from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.hall.queue.moving import lock_window, ticket_at_window
from services.intake.hall.queue.rules import require_free
from services.intake.hall.windows.duty import duty_today, end_window_period, tell
from services.intake.hall.windows.rules import CLOSED, ILLEGAL, MESSAGES, MOVES, OPEN
from services.intake.hall.windows.tables import WindowDuty, WindowPeriod
from services.intake.items.catalogue.actions import class_of
from services.intake.items.catalogue.tables import WindowClass


def change_window(
    tx: Transaction,
    verb: str,
    centre: str,
    window: int,
    *,
    message: str | None = None,
    until: datetime | None = None,
    clerk: str | None = None,
) -> WindowDuty:
    """``pause``, ``close`` or ``open`` a window; ``message`` and ``until`` (expected return) are for the displays.

    While paused it calls nobody; who stands there is served to the end. A window closes only when nobody does.
    Raises NotFound, AlreadyPaused, AlreadyClosed, AlreadyOpen, StillCalling, StillServing.
    """
    place = lock_window(tx, centre, window)
    origin, to = MOVES[verb]
    if to == CLOSED and (current := ticket_at_window(tx, centre, window)) is not None:
        require_free(current.state)
    duty = duty_today(tx, centre, window)
    was = duty.state
    shown = None if to == OPEN else message or MESSAGES[to]
    tx.moved(
        WindowDuty, duty.id, origin=origin, to=to, version=tx.if_match, otherwise=ILLEGAL[verb],
        message=shown, until=None if to == OPEN else until, clerk=clerk,
    )  # fmt: skip
    end_window_period(tx, duty)
    if to != OPEN:
        tx.session.add(
            WindowPeriod(
                id=new_id(), centre=centre, duty_id=duty.id, window=window, state=to, clerk=clerk, started_at=tx.now
            )
        )
    tx.audit(f"window.{verb}", duty.id, window=window, message=shown, clerk=clerk)
    tell(tx, duty, place.name, was)
    return duty


def seat_clerk(tx: Transaction, centre: str, window: int, clerk: str) -> WindowDuty:
    """A clerk sits down: a window that is paused or closed today opens for them, one that is open notes who sits there.

    Raises NotFound.
    """
    lock_window(tx, centre, window)
    duty = duty_today(tx, centre, window)
    if duty.state != OPEN:
        return change_window(tx, "open", centre, window, clerk=clerk)
    duty.clerk, duty.version = clerk, duty.version + 1
    tx.audit("window.seat", duty.id, window=window, clerk=clerk)
    return duty


def set_skills(tx: Transaction, centre: str, window: int, ranks: dict[str, int]) -> None:
    """Say which classes the window calls, and in which order (窗口业务范围): lowest rank first, equal ranks by time.

    From the next call on. Raises NotFound, UnknownClass.
    """
    lock_window(tx, centre, window)
    for prefix in ranks:
        class_of(tx, centre, prefix, field="classes")
    tx.session.execute(delete(WindowClass).where(WindowClass.centre == centre, WindowClass.window == window))
    rows = [{"centre": centre, "window": window, "prefix": prefix, "rank": rank} for prefix, rank in ranks.items()]
    tx.session.execute(insert(WindowClass), rows)
    tx.audit("window.skills", f"{centre}/{window}", classes=ranks)
