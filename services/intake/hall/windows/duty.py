"""Reading and keeping the state of windows."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from libs.common.clock import local
from libs.common.events.intake import WINDOW_CHANGED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.windows.rules import MOVES, OPEN, WindowNotOpen
from services.intake.hall.windows.tables import WindowDuty, WindowPeriod
from services.intake.items.catalogue.tables import Window

_STATE = select(WindowDuty.state).where(
    WindowDuty.centre == bindparam("at"),
    WindowDuty.window == bindparam("number"),
    WindowDuty.service_date == bindparam("today"),
)


def duties(tx: ReadTransaction, centre: str) -> dict[int, WindowDuty]:
    """The windows that are not open now, by number."""
    query = select(WindowDuty).where(
        WindowDuty.centre == centre, WindowDuty.service_date == local(tx.now).date(), WindowDuty.state != OPEN
    )
    return {duty.window: duty for duty in tx.session.scalars(query)}


def require_working(tx: ReadTransaction, centre: str, window: int) -> None:
    """Raises WindowNotOpen."""
    here = {"at": centre, "number": window, "today": local(tx.now).date()}
    if (state := tx.session.scalar(_STATE, here)) not in (None, OPEN):
        raise WindowNotOpen(state=state)


def duty_today(tx: Transaction, centre: str, window: int) -> WindowDuty:
    """The window's row, begun anew each day. The caller holds the lock on the window."""
    today = local(tx.now).date()
    query = select(WindowDuty).where(WindowDuty.centre == centre, WindowDuty.window == window)
    duty = tx.session.scalars(query).one_or_none()
    if duty is None:
        duty = WindowDuty(id=new_id(), centre=centre, window=window, service_date=today, state=OPEN, version=1)
        tx.session.add(duty)
    elif duty.service_date != today:
        end_window_period(tx, duty)
        duty.service_date, duty.state, duty.message, duty.until = today, OPEN, None, None
    tx.session.flush()
    return duty


def end_window_period(tx: Transaction, duty: WindowDuty) -> None:
    running = WindowPeriod.duty_id == duty.id, WindowPeriod.ended_at.is_(None)
    tx.session.execute(
        update(WindowPeriod).where(*running).values(ended_at=tx.now), execution_options={"synchronize_session": False}
    )


def tell(tx: Transaction, duty: WindowDuty, name: str, was: str) -> None:
    told = {
        "window": duty.window, "window_name": name, "was": was, "state": duty.state, "message": duty.message,
        "until": duty.until, "clerk": duty.clerk, "at": tx.now,
    }  # fmt: skip
    tx.emit(WINDOW_CHANGED, duty.id, duty.centre, told)


def reopen_all(tx: Transaction, centre: str) -> None:
    """At closing: nothing is left paused or closed for the next day."""
    query = select(WindowDuty, Window.name).join(
        Window, (Window.centre == WindowDuty.centre) & (Window.number == WindowDuty.window)
    )
    left = query.where(WindowDuty.centre == centre, WindowDuty.state != OPEN).order_by(WindowDuty.id)
    for duty, name in tx.session.execute(left.with_for_update(of=WindowDuty)).all():
        origin, to = MOVES["open"]
        was = duty.state
        tx.moved(WindowDuty, duty.id, origin=origin, to=to, message=None, until=None)
        end_window_period(tx, duty)
        tell(tx, duty, name, was)
