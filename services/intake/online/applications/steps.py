"""What every act on an online application takes: the application held, the move made, what its events tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.deadlines import due
from libs.common.errors import NotFound, StaleVersion
from libs.common.events import Event
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import approaching_days, today
from services.intake.casework.cases.tables import Case
from services.intake.online.applications.refusals import IllegalMove
from services.intake.online.applications.rules import Receipt, reply_clock, target
from services.intake.online.applications.tables import Application


def at_desk(tx: ReadTransaction, application_id: str) -> Application:
    """The application, for somebody of its centre. Raises NotFound, Forbidden (属地)."""
    return _seen(tx, tx.session.get(Application, application_id), application_id)


def hold_at_desk(tx: Transaction, application_id: str) -> Application:
    """The same, kept from changing under us. Raises StaleVersion (If-Match) besides."""
    application = _seen(tx, tx.session.get(Application, application_id, with_for_update=True), application_id)
    if tx.if_match is not None and tx.if_match != application.version:
        raise StaleVersion(version=application.version)
    # Said of the application: what its case does on the way has a version of its own.
    tx.if_match = None
    return application


def _seen(tx: ReadTransaction, application: Application | None, application_id: str) -> Application:
    if application is None:
        raise NotFound(f"网上申请 {application_id}")
    tx.actor.require_centre(application.centre)
    return application


def reply_columns(tx: ReadTransaction, submitted_at: datetime, received: Receipt) -> dict[str, Any]:
    """The columns that follow from when an application counts as received: by when it is answered, and reminders."""
    calendar = working_calendar(tx)
    reply = clocks.reply(received.on, calendar)
    marks = clocks.marks(reply.by, received.on, approaching_days(tx), calendar)
    return {
        "received_on": received.on,
        "received_at": received.at,
        "reply_by": reply.by,
        "derivation": reply.derivation,
        # Also the day of receipt may hang on days that are not settled.
        "provisional": due([reply_clock(submitted_at, received.on)], calendar).provisional,
        "calendar_edition": calendar_edition(tx),
        "next_mark_on": clocks.next_mark(marks, today(tx)),
    }


def case_of(tx: ReadTransaction, application: Application, *, lock: bool = False) -> Case | None:
    """The case that it became."""
    if application.case_id is None:
        return None
    query = select(Case).where(Case.id == application.case_id)
    return tx.session.scalars(query.with_for_update() if lock else query).one()


def move(tx: Transaction, application: Application, verb: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``; ``application`` shows it. Raises IllegalMove, StaleVersion."""
    origin = application.state
    to = target(origin, verb)
    tx.moved(
        Application, application.id, origin=[origin], to=to, version=tx.if_match, otherwise=IllegalMove,
        changed_at=tx.now, **values,
    )  # fmt: skip


def tell(tx: Transaction, event: Event, application: Application, **more: Any) -> None:
    """Tell of the application; never whose it is."""
    told = {
        "application_id": application.id,
        "application_number": application.number,
        "item_code": application.item_code,
        "window": application.window,
        "at": tx.now,
        **more,
    }
    tx.emit(event, application.id, application.centre, told)
