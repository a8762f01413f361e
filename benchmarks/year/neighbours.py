"""The year of *routing* and *petitions*: delegations to the villages, petitions and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from benchmarks.year.books import write_editions
from benchmarks.year.people import people
from benchmarks.year.size import NOW
from benchmarks.year.town import DAY
from benchmarks.year.writer import AT, Writer
from libs.common.clock import local
from libs.common.identity.fields import blind_index
from libs.common.identity.masking import mask_name
from services.petitions.calendar.tables import DeadlineMove, Edition
from services.petitions.register.actions import NAME_INDEX, PHONE_INDEX
from services.petitions.register.rules import CHANNELS
from services.petitions.register.tables import Category, Petition, PetitionMove
from services.routing.agents.tables import Agent
from services.routing.delegations.tables import CaseDates, Decision, Delegation, DelegationMove

Row = dict[str, Any]


def routing(writer: Writer) -> None:
    """Of every five cases one is delegated."""
    agents = writer.connection.execute(select(Agent.__table__)).all()
    crowd = people(writer.random, writer.size.part(500))
    cases = [(writer.id_at(at), at, number % 5 == 0) for number, at in enumerate(writer.moments(writer.size.cases))]
    writer.write(CaseDates, (
        {"case_id": case, "at": at, "sequence": 1, "promised_on": local(at + 10 * DAY).date()} for case, at, _ in cases
    ))  # fmt: skip
    writer.write(Decision, (
        {"case_id": case, "at": at, "outcome": "delegated" if delegated else "kept", "why": "由镇中心办理"}
        for case, at, delegated in cases
    ))  # fmt: skip
    delegations = [
        {"id": writer.id_at(at), "case_id": case, "case_number": f"T{number:08}", "item_code": "BM-MZ-003",
         "item_name": "样例事项", "applicant": mask_name(writer.pick(crowd)["applicant_name"]), "opened_at": at,
         "village_code": agent.village_code, "agent_id": agent.id, "post": agent.post, "why": "A岗当班",
         "state": writer.weighed({"opened": 2, "taken": 5, "done": 3}) if NOW - at < 15 * DAY else writer.weighed(
             {"returned": 95, "recalled": 5}), "due_on": local(at + 10 * DAY).date()}
        for number, (case, at, delegated) in enumerate(cases) if delegated
        for agent in [writer.pick(agents)]
    ]  # fmt: skip
    writer.write(Delegation, delegations)
    writer.write(DelegationMove, (
        {AT: each["opened_at"], "at": each["opened_at"], "delegation_id": each["id"], "move": move, "to": to,
         "version": version, "actor": "system"}
        for each in delegations
        for version, (move, to) in enumerate((("open", "opened"), ("take", "taken"), ("done", "done")), 1)
    ))  # fmt: skip


def petitions(writer: Writer) -> None:
    categories = writer.connection.execute(select(Category.__table__)).all()
    crowd = people(writer.random, writer.size.part(500))
    rows = [_petition(writer, number, at, writer.pick(categories), writer.pick(crowd))
            for number, at in enumerate(writer.moments(writer.size.part(700)))]  # fmt: skip
    writer.write(Petition, rows)
    writer.write(PetitionMove, (
        {"at": each["received_at"], "petition_id": each["id"], "move": move, "to": to, "version": version,
         "actor": "petitions"}
        for each in rows
        for version, (move, to) in enumerate((("register", "registered"), ("dispatch", "dispatched")), 1)
    ))  # fmt: skip
    write_editions(writer, Edition, DeadlineMove, "petition", [(each["id"], each["number"]) for each in rows[::6]])


def _petition(writer: Writer, number: int, at: Any, category: Any, caller: Row) -> Row:
    fresh = NOW - at < 7 * DAY
    state = writer.pick(["registered", "dispatched", "signed", "answered"]) if fresh else "closed"
    name, phone = caller["applicant_name"], caller["phone"]
    return {
        "id": writer.id_at(at), AT: at, "number": f"SQ{number:08}", "fingerprint": f"{number:064x}",
        "channel": writer.pick(CHANNELS), "category_code": category.code, "kind": category.kind,
        "urgent": category.urgent, "village_code": "331082114206", "text": "夜里切石头，声音很大。",
        "caller_name": name, "caller_name_index": blind_index(name, NAME_INDEX),
        "caller_phone": phone, "caller_phone_index": blind_index(phone, PHONE_INDEX), "received_at": at,
        "registered_at": at, "state": state, "version": 1, "unit": writer.pick(["U-GG", "U-DZ", "U-SH"]),
        "dispatched_at": at, "due_on": local(at + 7 * DAY).date(), "closed_at": None if fresh else at + 5 * DAY,
    }  # fmt: skip
