"""Bookings at the desk: the day's list, arrivals, blackouts, and booking for who cannot do it alone."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import arriving, changing, offering, placing, refusals, slots, views
from services.intake.appointments.booking import schemas as wanted
from services.intake.appointments.booking.routes import HOLD_REFUSALS, MOVE_REFUSALS
from services.intake.appointments.booking.tables import Booking
from services.intake.casework.cases.schemas import ApplicantView, Reason
from services.intake.hall.queue.rules import ClassClosed
from services.intake.territory import acting_centre

AT_THE_DESK = (Role.CLERK, Role.WINDOW_LEAD)
IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)
LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER)


class BookingDeskRoutes:
    @route(
        "GET", "/bookings", query=wanted.DayQuery(), returns=Page(wanted.BookingView()), roles=LOOKING,
        summary="当日预约",
    )  # fmt: skip
    def list_bookings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre, day = acting_centre(tx, query["centre"]), query["date"] or local(tx.now).date()
        found = page(
            tx, views.bookings_of_day(centre, day, query["window"], query["state"]),
            order_by=[Booking.starts_at, Booking.id], cursor=query["cursor"], limit=query["limit"],
        )  # fmt: skip
        return {**found, "items": views.shown_all(tx, found["items"])}

    @route(
        "POST", "/bookings/desk", body=wanted.BookAtDesk(), returns=wanted.BookingView(), status=201,
        roles=AT_THE_DESK, summary="代为预约", errors=HOLD_REFUSALS,
    )  # fmt: skip
    def book_at_desk(self, tx: Transaction, body: dict[str, Any]) -> Any:
        centre = acting_centre(tx, body.pop("centre"))
        return views.shown(tx, *placing.book_at_desk(tx, centre, **body))

    @route(
        "POST", "/bookings/arrive", body=wanted.Arrive(), returns=wanted.BookingView(), roles=AT_THE_DESK,
        summary="预约到场，取优先号",
        errors=(refusals.BookingNotFound, refusals.UnreadableQr, refusals.WrongPerson, refusals.TooEarly, ClassClosed,
                *MOVE_REFUSALS),
    )  # fmt: skip
    def arrive(self, tx: Transaction, body: dict[str, Any]) -> Any:
        number, code = arriving.read_qr(body["qr"]) if body["qr"] else (body["number"], None)
        centre = acting_centre(tx, body["centre"])
        return views.shown(tx, arriving.arrive(tx, centre, number, code=code, resident_id=body["resident_id"]))

    @route(
        "POST", "/bookings/<booking_id>/cancel", body=wanted.Why(), returns=wanted.BookingView(), roles=AT_THE_DESK,
        summary="中心取消预约", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def cancel_at_desk(self, tx: Transaction, booking_id: str, body: dict[str, Any]) -> Any:
        return views.shown(tx, changing.cancel_at_desk(tx, booking_id, **body))

    @route(
        "POST", "/bookings/<booking_id>/code", returns=wanted.BookingView(), roles=AT_THE_DESK, idempotent=False,
        summary="重发预约码", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def renew_code(self, tx: Transaction, booking_id: str) -> Any:
        return views.shown(tx, *changing.renew_code(tx, booking_id))

    @route(
        "POST", "/bookings/<booking_id>/person", body=Reason(), returns=ApplicantView(), roles=AT_THE_DESK,
        idempotent=False, summary="查看预约人完整信息（记录原因）",
    )  # fmt: skip
    def reveal_booker(self, tx: Transaction, booking_id: str, body: dict[str, Any]) -> Any:
        return views.reveal_person(tx, booking_id, **body)

    @route(
        "GET", "/bookings/rules/<int:window>", query=wanted.RuleQuery(), returns=wanted.BookingRuleView(),
        roles=LOOKING, summary="窗口的预约设置",
    )  # fmt: skip
    def show_booking_rule(self, tx: ReadTransaction, window: int, query: dict[str, Any]) -> Any:
        return slots.rule_of(tx, acting_centre(tx, query["centre"]), window)

    @route(
        "PUT", "/bookings/rules/<int:window>", body=wanted.SetBookingRule(), returns=wanted.BookingRuleView(),
        roles=IN_CHARGE, summary="设置窗口的预约",
    )  # fmt: skip
    def put_booking_rule(self, tx: Transaction, window: int, body: dict[str, Any]) -> Any:
        return offering.set_rule(tx, acting_centre(tx, body.pop("centre")), window, **body)

    @route(
        "GET", "/bookings/blackouts", query=wanted.RuleQuery(), returns=wanted.Blackouts(), roles=LOOKING,
        summary="停约时段",
    )  # fmt: skip
    def list_blackouts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": slots.blackouts_between(tx, acting_centre(tx, query["centre"]), tx.now)}

    @route(
        "POST", "/bookings/blackouts", body=wanted.SetBlackout(), returns=wanted.BlackoutView(), status=201,
        roles=AT_THE_DESK, summary="停约", errors=(refusals.BookedInside,),
    )  # fmt: skip
    def black_out(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return offering.black_out(tx, acting_centre(tx, body.pop("centre")), **body)

    @route("DELETE", "/bookings/blackouts/<blackout_id>", roles=AT_THE_DESK, summary="恢复预约")
    def lift_blackout(self, tx: Transaction, blackout_id: str) -> None:
        offering.lift_blackout(tx, blackout_id)
