"""The hall's year: tickets and what they went through, pauses of windows, small services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import MINUTE, Town
from benchmarks.year.writer import AT
from libs.common.clock import local
from libs.common.identity.keyring import blind_index
from services.intake.figures.tallies.rules import CHANNELS, KINDS
from services.intake.figures.tallies.tables import Tally
from services.intake.hall.holders.actions import PHONE, RESIDENT_ID
from services.intake.hall.holders.tables import TicketHolder
from services.intake.hall.matters.tables import TicketMatter
from services.intake.hall.queue.rules import ticket_number
from services.intake.hall.queue.tables import Ticket, TicketCounter, TicketPeriod
from services.intake.hall.windows.tables import WindowDuty, WindowPeriod

WAITING = timedelta(minutes=25)
"""Who came longer ago than this has been called."""


def fill(town: Town) -> list[dict[str, Any]]:
    """Returns the tickets."""
    tickets = _tickets(town)
    writer = town.writer
    writer.write(Ticket, tickets)
    writer.write(TicketPeriod, (period for ticket in tickets for period in _periods(ticket)))
    several = [ticket for ticket in tickets if writer.random.random() < 0.06]
    writer.write(TicketMatter, (matter for ticket in several for matter in _matters(ticket)))
    today = [ticket for ticket in tickets if ticket["service_date"] == writer.days[-1]]
    writer.write(TicketHolder, (_holder(town, ticket) for ticket in today if writer.random.random() < 0.4))
    last = Counter((ticket["service_date"], ticket["prefix"]) for ticket in tickets)
    writer.write(TicketCounter, ({"service_date": d, "prefix": p, "last": n} for (d, p), n in last.items()))
    _pauses(town)
    moments = writer.moments(writer.size.part(5_000))
    writer.write(Tally, (
        {"at": at, "kind": writer.pick(list(KINDS)), "quantity": 1, "channel": writer.pick(list(CHANNELS)),
         **town.at_counter()} for at in moments
    ))  # fmt: skip
    return tickets


def _tickets(town: Town) -> list[dict[str, Any]]:
    writer, tickets = town.writer, []
    given: Counter[Any] = Counter()
    at_window: set[int] = set()
    for at in writer.moments(writer.size.tickets):
        window = writer.pick([each for each in town.windows if each.prefix])
        day = local(at).date()
        given[day, window.prefix] += 1
        seq = given[day, window.prefix]
        ticket = {
            "id": writer.id_at(at), "service_date": day, "number": ticket_number(window.prefix, seq), "seq": seq,
            "prefix": window.prefix, "class_name": window.name, "place": seq, "queued_at": at, "waiting_since": at,
            "issued_at": at, "channel": writer.weighed({"kiosk": 8, "desk": 1, "online": 1}), AT: at,
            "print_outcome": "printed", "terminal_id": "kiosk-01", "press_id": writer.id_at(at),
            "estimated_seconds": 600, "position_digest": f"{writer.random.getrandbits(256):064x}",
        }  # fmt: skip
        tickets.append(ticket | _service(town, ticket, window, at_window))
    return tickets


def _service(town: Town, ticket: dict[str, Any], window: Any, at_window: set[int]) -> dict[str, Any]:
    """How far it has come. Only of today's last some still wait."""
    at, random = ticket["issued_at"], town.writer.random
    if at > NOW - WAITING:
        return {"state": "waiting"}
    called = at + random.uniform(1, 25) * MINUTE
    taken = {"window": window.number, "clerk": window.post_a, "called_at": called, "calls": 1}
    if random.random() < 0.05:
        return {**taken, "state": "missed", "finished_at": called + 3 * MINUTE, "misses": 1, "calls": 3}
    if at > NOW - 2 * WAITING and window.number not in at_window:
        at_window.add(window.number)
        return {**taken, "state": "serving", "served_at": called + MINUTE}
    finished = called + random.uniform(2, 20) * MINUTE
    return {**taken, "state": "finished", "served_at": called + MINUTE, "finished_at": finished}


def _periods(ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"ticket_id": ticket["id"], "prefix": ticket["prefix"]}
    there = {"window": ticket.get("window"), "clerk": ticket.get("clerk")}
    began: list[tuple[str, Any]] = [
        (state, ticket[stamp])
        for state, stamp in (("waiting", "issued_at"), ("called", "called_at"), ("serving", "served_at"))
        if stamp in ticket
    ]
    ends = [since for _, since in began[1:]] + [ticket.get("finished_at")]
    for (state, since), until in zip(began, ends, strict=True):
        yield {
            **common, **(there if state != "waiting" else {}), "state": state, "started_at": since, "ended_at": until,
            AT: since,
        }  # fmt: skip


def _matters(ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for seq in (1, 2):
        yield {
            "ticket_id": ticket["id"], "seq": seq, "prefix": ticket["prefix"], "class_name": ticket["class_name"],
            "state": "done" if "finished_at" in ticket else "open",
        }  # fmt: skip


def _holder(town: Town, ticket: dict[str, Any]) -> dict[str, Any]:
    person = town.writer.pick(town.people)
    return {
        "ticket_id": ticket["id"], "service_date": ticket["service_date"],
        "resident_id": person["resident_id"], "resident_id_index": blind_index(person["resident_id"], RESIDENT_ID),
        "phone": person["phone"], "phone_index": blind_index(person["phone"], PHONE),
    }  # fmt: skip


def _pauses(town: Town) -> None:
    writer = town.writer
    duties = [
        {"id": writer.id_at(NOW), "window": each.number, "service_date": writer.days[-1], "state": "open"}
        for each in town.windows
    ]
    writer.write(WindowDuty, duties)
    writer.write(WindowPeriod, (
        {"duty_id": duty["id"], "window": duty["window"], "state": "paused", "started_at": at, AT: at,
         "ended_at": at + 10 * MINUTE}
        for at in writer.moments(writer.size.part(1_500)) for duty in [writer.pick(duties)]
    ))  # fmt: skip
