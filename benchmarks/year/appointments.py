"""The year's bookings, visits at home, online applications and their attachments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import DAY, MINUTE, Town
from benchmarks.year.writer import AT
from libs.common.clock import local
from services.intake.appointments.booking.tables import Blackout, Booking, BookingSlot
from services.intake.appointments.visits.rules import OUTCOMES, PERSON_KINDS
from services.intake.appointments.visits.tables import Visit
from services.intake.casework.cases.rules import ENDED
from services.intake.online.applications.tables import Application, ApplicationLink, OnlineItem
from services.intake.online.attachments.rules import RETENTION
from services.intake.online.attachments.tables import Attachment
from services.intake.online.guesses.tables import Guess

Row = dict[str, Any]


def fill(town: Town, tickets: list[Row], cases: list[Row]) -> None:
    _bookings(town, tickets)
    _visits(town)
    applications = _applications(town, cases)
    _attachments(town, cases, applications)
    town.writer.write(Guess, (
        {"key": f"{number:064x}", "failed_at": [], "locks": 0, "changed_at": NOW - MINUTE * number}
        for number in range(town.writer.size.part(200))
    ))  # fmt: skip


def _bookings(town: Town, tickets: list[Row]) -> None:
    writer = town.writer
    past = [(at, writer.weighed({"arrived": 75, "missed": 12, "cancelled": 8, "lapsed": 5}))
            for at in writer.moments(writer.size.part(6_000))]  # fmt: skip
    coming = [(NOW + (1 + number % 7) * DAY, "booked") for number in range(writer.size.part(150))]
    bookings = []
    for number, (at, state) in enumerate([*past, *coming]):
        starts = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
        item = town.items[number % len(town.items)]
        bookings.append({
            **town.of_item(item), **town.people[number % len(town.people)], "id": writer.id_at(at - 3 * DAY),
            "state": state, "number": f"Y{number:08}", "code_hash": f"{number:064x}", "starts_at": starts,
            "ends_at": starts + 30 * MINUTE, "channel": writer.pick(["online", "phone", "desk"]),
            "held_at": at - 3 * DAY, "hold_until": at - 3 * DAY + 10 * MINUTE, "confirmed_at": at - 3 * DAY,
            "ticket_id": writer.pick(tickets)["id"] if state == "arrived" else None,
        })  # fmt: skip
    writer.write(Booking, bookings)
    slots = {(each["window"], each["starts_at"]) for each in bookings}
    writer.write(BookingSlot, ({"window": window, "starts_at": at} for window, at in sorted(slots)))
    writer.write(Blackout, (
        {"window": writer.pick(town.windows).number, "starts_at": at, "ends_at": at + timedelta(hours=3), AT: at,
         "reason": "设备检修"}
        for at in [*writer.moments(writer.size.part(60)), NOW]
    ))  # fmt: skip


def _visits(town: Town) -> None:
    writer = town.writer
    items = [item for item in town.items if item.home_visit]

    def visit(number: int, at: Any) -> Row:
        fresh = NOW - at < 4 * DAY
        state = writer.pick(["requested", "agreed"]) if fresh else writer.weighed(
            {"finished": 90, "declined": 4, "cancelled": 6}
        )
        agreed = at + 5 * DAY if state in {"agreed", "finished"} else None
        return {
            **town.of_item(writer.pick(items)), **writer.pick(town.people), AT: at, "state": state,
            "number": f"S{number:08}", "person_kind": writer.pick(PERSON_KINDS), "channel": "phone",
            "village_code": writer.pick(town.villages), "address": "样例村1号", "requested_at": at,
            "answer_by": local(at + 5 * DAY).date(), "answered_at": agreed and at + DAY, "agreed_for": agreed,
            "staff": [writer.pick(town.clerks)] if agreed else [], "finished_at": agreed,
            "outcome": writer.pick(OUTCOMES) if state == "finished" else None,
        }  # fmt: skip

    writer.write(Visit, (visit(number, at) for number, at in enumerate(writer.moments(writer.size.part(500)))))


def _applications(town: Town, cases: list[Row]) -> list[Row]:
    """Most became a case that came online."""
    writer, found = town.writer, []
    there = {code for (code,) in writer.connection.execute(OnlineItem.__table__.select().with_only_columns(
        OnlineItem.__table__.c.item_code))}  # fmt: skip
    taken = [("taken_in", case["registered_at"], case) for case in cases if case["channel"] == "online"]
    items = [item for item in town.items if item.code in there]
    others = [
        (writer.weighed({"declined": 3, "withdrawn": 2}), at, None) for at in writer.moments(writer.size.part(400))
    ]
    waiting = [(state, NOW - MINUTE * number, None)
               for state in ("submitted", "draft") for number in range(writer.size.part(20))]  # fmt: skip
    for number, (state, at, case) in enumerate([*taken, *others, *waiting]):
        item = items[number % len(items)]
        found.append({
            **town.of_item(item), **town.people[number % len(town.people)], "id": writer.id_at(at), "state": state,
            "number": f"W{number:08}", "code_hash": f"{number:064x}", "begun_at": at, "changed_at": at,
            "submitted_at": None if state == "draft" else at, "received_on": local(at).date(), "received_at": at,
            "reply_by": local(at + 7 * DAY).date(), "decided_at": at if state in {"taken_in", "declined"} else None,
            "case_id": case and case["id"], "village_code": writer.pick(town.villages),
            "supplemented_at": at if number % 10 == 0 and case else None,
        })  # fmt: skip
    writer.write(Application, found)
    writer.write(ApplicationLink, (
        {"token_hash": f"{number:064x}", "application_id": each["id"], "purpose": "fill", "issued_at": each["begun_at"],
         "expires_at": each["begun_at"] + DAY, "ended_at": each["submitted_at"]}
        for number, each in enumerate(found)
    ))  # fmt: skip
    return found


def _attachments(town: Town, cases: list[Row], applications: list[Row]) -> None:
    writer, classes = town.writer, list(RETENTION)
    of_cases = [(case["registered_at"], {"case_id": case["id"]}, case["state"] in ENDED) for case in cases]
    of_applications = [
        (each["begun_at"], {"application_id": each["id"], "case_id": each["case_id"]}, each["state"] != "submitted")
        for each in applications
    ]
    writer.write(Attachment, (
        {AT: at, **of, "state": writer.weighed({"clean": 96, "removed": 3, "infected": 1}), "name": "身份证.jpg",
         "media_type": "image/jpeg", "size": 300_000, "pages": 1, "sha256": f"{writer.random.getrandbits(256):064x}",
         "channel": "window", "added_at": at, "added_by": "clerk01", "scanned_at": at,
         "retention_class": classes[0], "remove_on": local(NOW + 900 * DAY).date() if ended else None}
        for at, of, ended in sorted([*of_cases, *of_applications], key=lambda each: each[0])
    ))  # fmt: skip
