"""Booking for everybody, without a sign-in: what changes a booking is its number and one-time code."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Rate, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import changing, placing, refusals, views
from services.intake.appointments.booking import schemas as wanted
from services.intake.appointments.booking.steps import booking_by_code
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import public_centre

# A person books now and then; somebody who tries out numbers is slowed down, who hoards places even more.
BOOKING_RATE = Rate(per_second=0.2, burst=10)
HOLD_RATE = Rate(per_second=0.05, burst=6)
MOVE_REFUSALS = tuple(refusals.IllegalMove.__subclasses__())
PLACE_REFUSALS = (refusals.SlotNotOffered, refusals.SlotFull)
HOLD_REFUSALS = (ItemNotOffered, refusals.NotBookable, refusals.Blocked, refusals.AlreadyBooked, *PLACE_REFUSALS)


class BookingRoutes:
    @route(
        "GET", "/bookings/slots", query=wanted.SlotQuery(), returns=wanted.SlotsView(), roles=PUBLIC,
        summary="可预约时段", errors=(ItemNotOffered, refusals.NotBookable),
    )  # fmt: skip
    def list_slots(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return views.slots_view(tx, public_centre(tx, query["centre"]), query["item_code"], query["first"])

    @route(
        "POST", "/bookings", body=wanted.HoldPlace(), returns=wanted.PublicBooking(), status=201, roles=PUBLIC,
        rate=HOLD_RATE, summary="预约占位", errors=HOLD_REFUSALS,
    )  # fmt: skip
    def hold_place(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """Keeps a place for a few minutes (``hold_until``); it is booked once confirmed with the code told here."""
        centre = public_centre(tx, body.pop("centre"))
        return views.shown(tx, *placing.hold_place(tx, centre, channel="online", **body))

    @route(
        "POST", "/bookings/confirm", body=wanted.NumberAndCode(), returns=wanted.PublicBooking(), roles=PUBLIC,
        rate=BOOKING_RATE, summary="确认预约", errors=(refusals.BookingNotFound, *MOVE_REFUSALS),
    )  # fmt: skip
    def confirm_booking(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.shown(tx, placing.confirm(tx, **body))

    @route(
        "POST", "/bookings/show", body=wanted.NumberAndCode(), returns=wanted.PublicBooking(), roles=PUBLIC,
        mode="read", rate=BOOKING_RATE, summary="查看预约", errors=(refusals.BookingNotFound,),
    )  # fmt: skip
    def show_booking(self, tx: ReadTransaction, body: dict[str, Any]) -> Any:
        """A POST, so that the code stays out of addresses and their logs."""
        return views.shown(tx, booking_by_code(tx, **body))

    @route(
        "POST", "/bookings/reschedule", body=wanted.Reschedule(), returns=wanted.PublicBooking(), roles=PUBLIC,
        rate=BOOKING_RATE, summary="改约",
        errors=(refusals.BookingNotFound, refusals.TooLateToChange, *PLACE_REFUSALS, *MOVE_REFUSALS),
    )  # fmt: skip
    def reschedule_booking(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """The code is spent; the answer brings the next one. Send an Idempotency-Key, so that no answer is lost."""
        return views.shown(tx, *changing.reschedule(tx, **body))

    @route(
        "POST", "/bookings/cancel", body=wanted.NumberAndCode(), returns=wanted.PublicBooking(), roles=PUBLIC,
        rate=BOOKING_RATE, summary="取消预约",
        errors=(refusals.BookingNotFound, refusals.TooLateToChange, *MOVE_REFUSALS),
    )  # fmt: skip
    def cancel_booking(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.shown(tx, changing.cancel(tx, **body))
