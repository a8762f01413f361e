"""The year's cases: how far each came, and the rows that every case brings with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import DAY, MINUTE, Town
from benchmarks.year.writer import AT
from libs.common.calendar.seed import seed_calendar
from libs.common.clock import local
from libs.common.deadlines import to_json
from services.intake.casework.archive.classes import retention_class
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases import clocks
from services.intake.casework.cases.rules import ENDED, UNDECIDED, State, case_number
from services.intake.casework.cases.tables import Case, CaseDeadlineMark, CaseLedgerEntry, CaseMaterial, Series
from services.intake.casework.stages.kinds import stage_kinds
from services.intake.casework.stages.tables import CaseStage

DIVISION = "331082114"
FRESH = {State.REGISTERED: 2, State.AWAITING: 1, State.ACCEPTED: 7}
"""Where the cases of the last days are."""
YOUNG = {State.AWAITING: 1, State.ACCEPTED: 5, State.PAUSED: 2, State.REPORTED: 2, State.ANSWERED: 1,
         State.COMPLETED: 20, State.WITHDRAWN: 1, State.RETURNED: 1}  # fmt: skip
"""Where those of the last months are."""
OLD = {State.COMPLETED: 93, State.RETURNED: 4, State.WITHDRAWN: 3}
Row = dict[str, Any]


def fill(town: Town, tickets: list[Row]) -> list[Row]:
    """Returns the cases."""
    writer = town.writer
    cases = _cases(town, tickets)
    writer.write(Case, cases)
    # Whoever registers a case today goes on from here.
    series = Counter((local(case["registered_at"]).date(), case["window"]) for case in cases)
    writer.write(Series, (
        {"name": f"case/{DIVISION}/{day}/{window}", "last": last} for (day, window), last in series.items()
    ))  # fmt: skip
    of_item = {(item.code, item.version): town.materials.get(item.id, []) for item in town.items}
    writer.write(CaseMaterial, (
        row for case in cases for row in _materials(case, of_item[case["item_code"], case["item_version"]])
    ))  # fmt: skip
    writer.write(CaseLedgerEntry, (row for case in cases if "accepted_at" in case for row in _ledger(town, case)))
    writer.write(CaseDeadlineMark, (
        {"case_id": case["id"], "kind": "approaching", "due_on": case["promised_on"], "at": case["accepted_at"]}
        for case in cases if case.get("promised_on") and writer.random.random() < 0.2
    ))  # fmt: skip
    writer.write(CaseStage, (row for case in cases if "accepted_at" in case for row in _stages(town, case)))
    writer.write(ArchiveFile, _archive(town, cases))
    return cases


def _cases(town: Town, tickets: list[Row]) -> list[Row]:
    writer, running, cases = town.writer, Counter[Any](), []
    # Some items are asked for every day, most now and then.
    items = writer.random.sample(town.items, len(town.items))
    asked = [1 / (1 + number) for number in range(len(items))]
    served = [ticket for ticket in tickets if ticket["state"] == "finished"]
    for at in writer.moments(writer.size.cases):
        (item,) = writer.random.choices(items, asked)
        day = local(at).date()
        running[day, item.window] += 1
        reply = clocks.reply(day, seed_calendar())
        case = {
            "id": writer.id_at(at), AT: at, **town.of_item(item), **writer.pick(town.people),
            "case_number": case_number(DIVISION, day, item.window, running[day, item.window]),
            "query_code": f"{writer.random.randrange(10**6):06}", "item_kind": item.kind,
            "promised_limit": item.promised_limit, "legal_limit": item.legal_limit, "delegable": item.delegable,
            "village_can_finish": item.village_can_finish, "clerk": writer.pick(town.clerks),
            "channel": writer.weighed({"window": 85, "online": 8, "village": 5, "home_visit": 2}),
            "ticket_id": writer.pick(served)["id"], "village_code": writer.pick([None, *town.villages]),
            "registered_at": at, "reply_by": reply.by, "derivation": reply.derivation,
        }  # fmt: skip
        cases.append(case | _course(town, case))
    return cases


def _course(town: Town, case: Row) -> Row:
    """State, dates and result, by how long ago it came."""
    writer, at = town.writer, case["registered_at"]
    age = NOW - at
    state = writer.weighed(FRESH if age < 4 * DAY else YOUNG if age < 60 * DAY else OLD)
    if state in (State.REPORTED, State.ANSWERED) and case["item_kind"] != "reported":
        state = State.ACCEPTED
    found: Row = {"state": state}
    if state in UNDECIDED:
        return found | ({"supplement_until": local(at + 15 * DAY).date()} if state == State.AWAITING else {})
    if state in (State.RETURNED, State.WITHDRAWN):
        ended = min(at + 2 * DAY, NOW)
        return found | {f"{state}_at": ended, "result_code": state, "ground": "申请人材料不齐", **_filed(ended)}
    accepted = min(at + 5 * MINUTE, NOW)
    deadline = seed_calendar().add_working_days(local(accepted).date(), case["promised_limit"])
    found |= {"accepted_at": accepted, "promised_on": None if state == State.PAUSED else deadline}
    if state == State.COMPLETED:
        ended = min(accepted + writer.random.random() * (case["promised_limit"] + 1) * DAY, NOW)
        days = seed_calendar().working_days_between(local(accepted).date(), local(ended).date())
        found |= {
            "completed_at": ended, "result_code": writer.pick(["issued", "done"]), "result": "办结",
            "certificate_number": f"台桃{writer.random.randrange(10**8):08}", "working_days": days,
            "timing": "early" if days < case["promised_limit"] else "on_time", **_filed(ended),
        }  # fmt: skip
    return found


def _filed(ended: datetime) -> Row:
    return {"archived_at": ended + 10 * DAY} if NOW - ended > 10 * DAY else {}


def _materials(case: Row, listed: list[Any]) -> Iterator[Row]:
    for each in listed:
        yield {
            "case_id": case["id"], "seq": each.seq, "name": each.name, "required": each.required,
            "conditional": each.conditional, "received_at": case["registered_at"] if each.required else None,
        }  # fmt: skip


def _ledger(town: Town, case: Row) -> Iterator[Row]:
    at = case["accepted_at"]
    entry = clocks.start(town.writer.id_at(at), local(at).date(), case["item_kind"], case["promised_limit"])
    yield {
        "id": entry.id, "case_id": case["id"], "seq": entry.seq, "kind": "started", "at": entry.at,
        "data": to_json(entry), "recorded_at": at, "recorded_by": case["clerk"],
    }  # fmt: skip


def _stages(town: Town, case: Row) -> Iterator[Row]:
    began = case["accepted_at"]
    for no, kind in enumerate(list(stage_kinds())[: town.writer.random.randrange(1, 5)], 1):
        ended = case["state"] in ENDED
        yield {
            "case_id": case["id"], AT: began, "no": no, "state": "finished" if ended else "begun", "kind": kind,
            "began_at": began, "began_by": case["clerk"], "ended_at": began + MINUTE if ended else None,
            "ended_by": case["clerk"] if ended else None, "outcome": "passed" if ended else None,
        }  # fmt: skip
        if not ended:
            return
        began += timedelta(hours=1)


def _archive(town: Town, cases: list[Row]) -> Iterator[Row]:
    serial = Counter[str]()
    for case in cases:
        if "archived_at" not in case:
            continue
        kept = retention_class(None, case["item_kind"], completed=case["state"] == State.COMPLETED)
        year = local(case["archived_at"]).year
        serial[f"{year}{kept.mark}"] += 1
        yield {
            "case_id": case["id"], AT: case["archived_at"], "state": "filed",
            "number": f"{year}-{kept.mark}-{serial[f'{year}{kept.mark}']:04}", "retention": kept.code,
            "keep_until": local(case["archived_at"] + (kept.years or 0) * 365 * DAY).date() if kept.years else None,
            "filed_at": case["archived_at"], "filed_by": case["clerk"],
        }  # fmt: skip
