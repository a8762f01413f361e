"""The person comes (到场): from the booking to a number in the queue, with priority."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import BOOKING_ARRIVED
from libs.common.identity.keyring import blind_index
from libs.common.identity.resident_id import check_resident_id
from libs.common.transaction import Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.refusals import BookingNotFound, UnreadableQr, WrongPerson
from services.intake.appointments.booking.rules import require_arrivable, target
from services.intake.appointments.booking.steps import move, policy, tell
from services.intake.appointments.booking.tables import Booking
from services.intake.casework.cases.applicant import RESIDENT_ID
from services.intake.hall.classes.actions import usual_ground
from services.intake.hall.matters.rules import ItemWithoutClass
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.items.catalogue.actions import in_force, window_of
from services.intake.items.catalogue.tables import WindowClass

GROUND = "预约"
"""The priority ground (优先事由) that who booked goes first by; a centre that sets it inactive gives no priority."""
QR_MARK = "BMYY"


def qr_text(number: str, code: str) -> str:
    """What the QR code of a booking holds."""
    return f"{QR_MARK}/{number}/{code}"


def read_qr(text: str) -> tuple[str, str]:
    """Number and code of a scanned QR code. Raises UnreadableQr."""
    mark, _, rest = text.strip().partition("/")
    number, _, code = rest.partition("/")
    if mark != QR_MARK or not number or not code:
        raise UnreadableQr(field="qr")
    return number, code


def arrive(
    tx: Transaction, centre: str, number: str, *, code: str | None = None, resident_id: str | None = None
) -> Booking:
    """Issue the person's ticket and note the arrival. ``code``: from the QR; without it the clerk has seen papers.

    Raises BookingNotFound, WrongPerson, InvalidIdentifier, IllegalMove, TooEarly, BookingMissed, StaleVersion, and what
    issuing a ticket raises but for caps and the last minutes: the person was promised the slot.
    """
    booking = _held_booking(tx, centre, number, code)
    if resident_id is not None:
        shown = check_resident_id(resident_id, local(tx.now).date()).number
        if blind_index(shown, RESIDENT_ID) != booking.resident_id_index:
            raise WrongPerson(field="resident_id")
    target(booking.state, "arrive")
    require_arrivable(tx.now, booking.starts_at, booking.ends_at, policy(tx))
    ground = usual_ground(tx, centre, GROUND)
    ticket = issue_ticket(
        tx, centre, _class_for(tx, booking), channel="desk", booked=True,
        priority_ground=GROUND if ground.active else None,
    )  # fmt: skip
    move(tx, booking, "arrive", version=tx.if_match, arrived_at=tx.now, ticket_id=ticket.id)
    tell(tx, BOOKING_ARRIVED, booking, ticket_id=ticket.id, number=ticket.number)
    tx.audit("booking.arrive", booking.id, number=booking.number, ticket=ticket.number)
    return booking


def _class_for(tx: Transaction, booking: Booking) -> str:
    """The item's class, else its window's; at an undifferentiated window (综合窗口) the class that it calls first."""
    centre, window = booking.centre, booking.window
    item = in_force(tx, centre, booking.item_code)
    called = select(WindowClass.prefix).where(WindowClass.centre == centre, WindowClass.window == window)
    prefix = (item.business_class if item else None) or window_of(tx, centre, window).prefix
    prefix = prefix or tx.session.scalar(called.order_by(WindowClass.rank).limit(1))
    if prefix is None:
        raise ItemWithoutClass(field="window")
    return prefix


def _held_booking(tx: Transaction, centre: str, number: str, code: str | None) -> Booking:
    query = select(Booking).where(Booking.centre == centre, Booking.number == number).with_for_update()
    booking = tx.session.scalars(query).one_or_none()
    if booking is None or (code is not None and not codes.matches(booking.code_hash, number, code)):
        raise BookingNotFound()
    return booking
