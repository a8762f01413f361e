"""The year's books: drafts and imports of the catalogue, editions of the calendar, audit, what was sent and heard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from benchmarks.year.size import NOW
from benchmarks.year.town import Town
from benchmarks.year.writer import AT, EDITIONS, Writer
from libs.common.calendar.seed import seed_calendar
from libs.common.clock import local
from libs.common.editions.rules import pack
from libs.common.kernel import Kernel
from libs.common.messaging.inbox import KEEP_HEARD
from libs.common.messaging.relay import KEEP_SENT
from libs.common.records import Records
from services.intake.calendar.tables import DeadlineMove, Edition, Publication
from services.intake.items.catalogue.tables import Draft
from services.intake.items.worksheets.rules import Action
from services.intake.items.worksheets.tables import CatalogueImport, ImportLine

Row = dict[str, Any]


def fill(town: Town, cases: list[Row], kernel: Kernel) -> None:
    _catalogue(town)
    _calendar(town, cases)
    _kernel(town, cases, kernel)


def _catalogue(town: Town) -> None:
    writer = town.writer
    writer.write(Draft, (
        {AT: at, "code": item.code, "state": writer.weighed({"published": 8, "discarded": 2}),
         "content": {"name": item.name},
         "drafted_by": "director", "drafted_at": at, "changed_by": "director", "changed_at": at}
        for at in writer.moments(writer.size.part(300)) for item in [writer.pick(town.items)]
    ))  # fmt: skip
    imports = [
        {"id": writer.id_at(at), "state": "applied", "sha256": "0" * 64, "base_hash": "0" * 64, "made_by": "director",
         "made_at": at, "unchanged": len(town.items), "applied_by": "director", "applied_at": at}
        for at in writer.moments(writer.size.part(40))
    ]  # fmt: skip
    writer.write(CatalogueImport, imports)
    writer.write(ImportLine, (
        {"import_id": each["id"], "seq": seq, "code": item.code, "name": item.name, "action": writer.pick(list(Action))}
        for each in imports for seq, item in enumerate(town.items, 1)
    ))  # fmt: skip


def _calendar(town: Town, cases: list[Row]) -> None:
    subjects = [(case["id"], case["case_number"]) for case in cases[::6]]
    for edition in write_editions(town.writer, Edition, DeadlineMove, "case", subjects):
        town.writer.write(Publication, [
            {"number": edition["number"], "source": "放假安排", "year": 2026, "days": 365, "changed": 7,
             "edition": edition["number"], "published_at": edition["taken_at"], "published_by": "director"}
        ])  # fmt: skip


def write_editions(
    writer: Writer, edition: Any, move: Any, kind: str, subjects: list[tuple[str, str]]
) -> list[Row]:
    """The calendar was published EDITIONS times, and each time moved the deadlines of all ``subjects`` (id, number)."""
    calendar = seed_calendar()
    editions = [
        {"number": number, "calendar_id": calendar.id, "source": "放假安排", "seed_id": calendar.id,
         "seed_through": 2026,
         "taken_at": at, "state": "carried", "done": len(subjects), "moved": len(subjects), "finished_at": at,
         "days": pack(calendar)}
        for number, at in enumerate(writer.moments(EDITIONS), 1)
    ]  # fmt: skip
    writer.write(edition, editions)
    writer.write(move, (
        {AT: each["taken_at"], "edition": each["number"], "at": each["taken_at"], "kind": kind, "moved": True,
         "subject_id": subject, "number": number,
         "before": local(NOW).date(), "after": local(NOW).date()}
        for each in editions for subject, number in subjects
    ))  # fmt: skip
    return editions


def _kernel(town: Town, cases: list[Row], kernel: Kernel) -> None:
    writer = town.writer
    _audit(town, cases, kernel)
    writer.write(kernel.aggregate, ({"subject": case["id"], "sequence": 4} for case in cases))
    each_day, there = writer.size.part(3_600), writer.connection.scalar(select(func.count()).select_from(kernel.outbox))
    sent = [NOW - KEEP_SENT * (1 - number / each_day / 3) for number in range(each_day * 3)]
    writer.write(kernel.outbox, (
        {"id": number, "message_id": writer.id_at(at), "exchange": "intake.events", "routing_key": "ticket.issued.v1",
         "content_type": "application/json", "body": "{}" * 200, "written_at": at, "sent_at": at, "fate": "sent"}
        for number, at in enumerate(sent, (there or 0) + 1)
    ))  # fmt: skip
    heard = writer.size.part(30_000)
    writer.write(kernel.inbox, (
        {"event_id": writer.id_at(at), "reaction": "on_delegation_finished", "at": at}
        for at in (NOW - KEEP_HEARD * (1 - number / heard) for number in range(heard))
    ))  # fmt: skip
    writer.write(kernel.idempotency_key, (
        {"key": writer.id_at(NOW), "actor": "clerk01", "route": "POST /cases", "request_hash": "0" * 64, "status": 201,
         "headers": {}, "response": "{}" * 500, "at": NOW - timedelta(days=number % 2)}
        for number in range(writer.size.part(2_500))
    ))  # fmt: skip
    writer.write(kernel.parked, (
        {"id": writer.id_at(at), "queue": "intake.on_delegation_finished", "routing_key": "delegation.finished.v1",
         "body": "{}", "tries": 4, "first_failed_at": at, "parked_at": at, "state": "discarded"}
        for at in writer.moments(writer.size.part(200))
    ))  # fmt: skip


def _audit(town: Town, cases: list[Row], kernel: Kernel) -> None:
    """Five acts of each case, in an unbroken chain that goes on from what is there."""
    connection = town.writer.connection
    acts = [
        {"at": case["registered_at"], "actor": case["clerk"], "actor_kind": "staff", "action": f"case.{verb}",
         "subject": case["id"], "details": {"case_number": case["case_number"]}, "correlation_id": case["id"]}
        for case in cases for verb in ("register", "accept", "stage", "complete", "archive")
    ]  # fmt: skip
    Records(kernel, "intake", connection.dialect).chain(connection, acts)
