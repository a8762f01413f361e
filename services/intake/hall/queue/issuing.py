"""Issuing a ticket (取号)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from libs.common.clock import local
from libs.common.events.intake import TICKET_ISSUED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.hall.classes.limits import require_class_hours, require_not_stopped, require_quota, weight_of
from services.intake.hall.classes.tables import ClassRule
from services.intake.hall.estimates.actions import estimate_wait
from services.intake.hall.matters.actions import put_matters, wanted_classes
from services.intake.hall.positions.tokens import position_token, position_url, token_digest
from services.intake.hall.printing.rules import ISSUED
from services.intake.hall.queue.hours import sessions_on
from services.intake.hall.queue.periods import begin_period
from services.intake.hall.queue.placing import count_ahead, first_place
from services.intake.hall.queue.rules import IN_HAND, WAITING, extended_for, require_open, session_at, ticket_number
from services.intake.hall.queue.tables import Ticket, TicketCounter
from services.intake.hall.windows.duty import duties
from services.intake.hall.windows.rules import CLOSED
from services.intake.items.catalogue.actions import class_of
from services.intake.items.catalogue.tables import WindowClass


def issue_ticket(
    tx: Transaction,
    centre: str,
    business_class: str,
    *,
    channel: str,
    terminal_id: str | None = None,
    press_id: str | None = None,
    pressed_at: datetime | None = None,
    priority_ground: str | None = None,
    person_key: str | None = None,
    further: Sequence[Mapping[str, Any]] = (),
    items: Sequence[str] = (),
    booked: bool = False,
) -> Ticket:
    """Give the next number of a class. The same press of the same terminal gets the same ticket, told once.

    So does the same person, where ``person_key`` tells, who presses for the same class again within
    ``hall.double_press_seconds``. Presses without a person are never taken for one another: two people one after
    the other at a kiosk press the same key, and a number too many does less harm than a person without one.
    ``items``: codes of what the first matter is about; ``further``: the matters after it (matters/actions.py), which
    need no number of their own and are not held against their classes' caps.
    Raises UnknownClass, ClassClosed, StoppedIssuing, DailyCapReached, BandFull, UnknownGround, and for matters
    ItemNotOffered, ItemWithoutClass, TooManyMatters.
    ``pressed_at`` is the terminal's own time, kept beside ours. ``booked``: who comes to a booked slot (预约) has been
    promised it; caps, class hours and the last minutes are for those who come without.
    """
    if earlier := _find_press(tx, centre, terminal_id, press_id):
        return earlier
    own = class_of(tx, centre, business_class)
    first = [{"business_class": business_class, "item_code": item} for item in items or (None,)]
    matters = wanted_classes(tx, centre, [*first, *further])
    windows = tx.session.scalars(
        select(WindowClass.window).where(WindowClass.centre == centre, WindowClass.prefix == business_class)
    ).all()
    stopped = {number for number, duty in duties(tx, centre).items() if duty.state == CLOSED}
    working = set(windows) - stopped
    wall = local(tx.now)
    weekday, sessions = sessions_on(tx, centre, wall.date())
    require_open(session_at(sessions, weekday, wall.time()), working)
    rule = None if booked else tx.session.get(ClassRule, (centre, own.prefix))
    require_class_hours(tx, rule)
    require_not_stopped(tx, rule, working)
    ticket_id = new_id()
    ticket = Ticket(
        id=ticket_id,
        centre=centre,
        service_date=local(tx.now).date(),
        prefix=own.prefix,
        class_name=own.name,
        state=WAITING,
        version=1,
        priority=weight_of(tx, centre, priority_ground or None),
        priority_ground=priority_ground or None,
        channel=channel,
        terminal_id=terminal_id,
        press_id=press_id,
        pressed_at=pressed_at,
        print_outcome=ISSUED if channel == "kiosk" else None,
        reprint_asked=False,
        person_key=person_key,
        issued_at=tx.now,
        waiting_since=tx.now,
        calls=0,
        misses=0,
        matter=1,
        near_places=tx.settings.hall["near_places"],
        position_digest=token_digest(position_token(ticket_id)),
    )
    if earlier := _add_numbered(tx, ticket, rule):
        return earlier
    begin_period(tx, ticket)
    if len(matters) > 1 or items:
        put_matters(tx, ticket, matters)
    ahead = count_ahead(tx, ticket)
    ticket.estimated_seconds = estimate_wait(tx, ticket, ahead)
    _tell(tx, ticket, ahead, len(matters), extended=extended_for(sessions, weekday, wall.time(), working))
    return ticket


def _add_numbered(tx: Transaction, ticket: Ticket, rule: ClassRule | None) -> Ticket | None:
    """Number and insert. Returns the other ticket when another process took the press since we looked.

    The savepoint gives the number back: a press uses up one number, however often it arrives. Whoever takes a number
    of a class holds its counter until the commit, so that a person's two presses see each other.
    """
    try:
        with tx.session.begin_nested() as savepoint:
            ticket.seq = _next_seq(tx, ticket.centre, ticket.service_date, ticket.prefix)
            if earlier := _find_person(tx, ticket):
                savepoint.rollback()
                return earlier
            require_quota(tx, rule, ticket.seq)
            ticket.number = ticket_number(ticket.prefix, ticket.seq)
            for name, value in first_place(ticket).items():
                setattr(ticket, name, value)
            tx.session.add(ticket)
            tx.session.flush()
    except IntegrityError:
        earlier = _find_press(tx, ticket.centre, ticket.terminal_id, ticket.press_id)
        if earlier is None:
            raise
        return earlier
    return None


def _next_seq(tx: Transaction, centre: str, day: date, prefix: str) -> int:
    counter = TicketCounter.__table__
    upsert = tx.upsert(counter).values(centre=centre, service_date=day, prefix=prefix, last=1)
    upsert = upsert.on_conflict_do_update(
        index_elements=[counter.c.centre, counter.c.service_date, counter.c.prefix],
        set_={"last": counter.c.last + 1},
    )
    return int(tx.session.execute(upsert.returning(counter.c.last)).scalar_one())


def _find_person(tx: Transaction, ticket: Ticket) -> Ticket | None:
    if ticket.person_key is None:
        return None
    since = tx.now - timedelta(seconds=tx.settings.hall["double_press_seconds"])
    query = select(Ticket).where(
        Ticket.person_key == ticket.person_key,
        Ticket.centre == ticket.centre,
        Ticket.service_date == ticket.service_date,
        Ticket.prefix == ticket.prefix,
        Ticket.issued_at > since,
        Ticket.state.in_(IN_HAND),
    )
    return tx.session.scalars(query.order_by(Ticket.issued_at).limit(1)).one_or_none()


def _find_press(tx: Transaction, centre: str, terminal_id: str | None, press_id: str | None) -> Ticket | None:
    if terminal_id is None or press_id is None:
        return None
    return tx.session.scalars(
        select(Ticket).where(Ticket.centre == centre, Ticket.terminal_id == terminal_id, Ticket.press_id == press_id)
    ).one_or_none()


def _tell(tx: Transaction, ticket: Ticket, ahead: int, matters: int, *, extended: bool) -> None:
    tx.emit(
        TICKET_ISSUED,
        ticket.id,
        ticket.centre,
        {
            "ticket_id": ticket.id,
            "number": ticket.number,
            "business_class": ticket.prefix,
            "class_name": ticket.class_name,
            "service_date": ticket.service_date,
            "ahead": ahead,
            "estimated_seconds": ticket.estimated_seconds,
            "position_url": position_url(tx.settings, ticket.id),
            "matters": matters,
            "issued_at": ticket.issued_at,
            "channel": ticket.channel,
            "terminal_id": ticket.terminal_id,
            "press_id": ticket.press_id,
            "priority_ground": ticket.priority_ground,
            "extended_hours": extended,
        },
    )
    if ticket.channel == "desk" or ticket.priority_ground:
        tx.audit("ticket.issue", ticket.id, number=ticket.number, channel=ticket.channel, priority=ticket.priority)
