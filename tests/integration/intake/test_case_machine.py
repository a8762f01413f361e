"""The life cycle under a random hand: whatever is done to cases, in whatever order, on whatever day, these things hold.

The real actions on SQLite; each run begins with a copy of the sample town, and its clock is moved by days.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from libs.common import audit
from libs.common.clock import FixedClock, local
from libs.common.database import Database
from libs.common.deadlines import LedgerRefused, due
from libs.common.errors import Refused
from libs.common.events.envelope import Envelope, read_envelope
from libs.common.events.intake import CASE_ACCEPTED, CASE_COMPLETED, CASE_RETURNED
from libs.common.transaction import ReadTransaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks, refusals, steps, sweeps
from services.intake.casework.cases.registration import register_case
from services.intake.casework.cases.rules import IN_HAND, MOVES, OURS, State
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries.actions import ring_deliveries
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.rules import State as PartState
from services.intake.casework.joint.sweeps import ring_parts
from services.intake.casework.stages.actions import open_stages
from services.intake.casework.upward.following import ring_follow_ups
from services.intake.casework.upward.reports import last_report
from services.intake.casework.upward.rules import PENDING
from services.intake.items.catalogue.actions import item_for_case, materials_of
from services.intake.service import Service
from tests.integration.intake.case_acts import ACTS
from tests.integration.intake.case_desk import CLERK, IMMEDIATE, JOINT, PROMISED, REPORTED, SYNTHETIC, open_desk

ITEMS = (IMMEDIATE, PROMISED, JOINT, REPORTED)
SWEEPS = (
    sweeps.accept_unanswered, sweeps.lapse_undertakings, sweeps.ring_deadlines, ring_parts, ring_deliveries,
    ring_follow_ups,
)  # fmt: skip
# What an event makes of the case; of those not named here none changes its state.
AFTER = {
    "case.registered": State.REGISTERED,
    "notice.given": State.AWAITING,
    "case.accepted": State.ACCEPTED,
    "case.paused": State.PAUSED,
    "case.resumed": State.ACCEPTED,
    "case.reported-up": State.REPORTED,
    "case.sent-back": State.ACCEPTED,
    "case.answered-above": State.ANSWERED,
    "case.completed": State.COMPLETED,
}


def state_after(state: State | None, event: Envelope) -> State | None:
    name = event.type.removeprefix("cn.bianmin.intake.").rsplit(".", 1)[0]
    if name == "case.returned":
        return State.WITHDRAWN if event.data["withdrawn"] else State.RETURNED
    return AFTER.get(name, state)


class CaseMachine(RuleBasedStateMachine):
    folder: ClassVar[Path]
    hall: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        shutil.copyfile(self.folder / "town.db", self.folder / "run.db")
        self.clock = FixedClock()
        self.db = Database(f"sqlite:///{self.folder / 'run.db'}", "intake", self.clock, Service.metadata, self.hall)
        self.cases: list[str] = []
        self.told: dict[str, State | None] = {}
        self.acceptances: Counter[str] = Counter()
        self.latest: dict[str, date] = {}
        self.seen: dict[str, tuple[str, int, int]] = {}
        self.read_up_to = 0
        self.ends: Counter[str] = Counter()

    def teardown(self) -> None:
        with self.db.reading() as tx:
            assert audit.verify(tx).ok
            in_hand = sum(tx.one(Case, case_id).state in IN_HAND for case_id in self.cases)
        assert self.acceptances.total() == self.ends["completed"] + self.ends["left"] + in_hand
        self.db.dispose()

    @initialize(item=st.sampled_from(ITEMS))
    def first(self, item: str) -> None:
        self.register(item, True)

    @rule(
        what=st.sampled_from(["likely"] * 8 + ["anything", "days", "days", "another"]), which=st.integers(0, 3),
        choice=st.integers(0, 999), n=st.integers(0, 12),
    )  # fmt: skip
    def step(self, what: str, which: int, choice: int, n: int) -> None:
        """One rule for all: of several, the library leaves some out of a run, and a case would get nowhere."""
        case_id = self.cases[which % len(self.cases)]
        if what == "days":
            self.days_pass(1 + n)
        elif what == "another" and len(self.cases) < 4:
            self.register(ITEMS[choice % len(ITEMS)], n > 3)
        elif what == "anything":
            self.act(case_id, sorted(ACTS)[choice % len(ACTS)], n)
        else:
            names = self.likely(case_id, n)
            self.act(case_id, names[choice % len(names)], n)

    def register(self, item: str, whole: bool) -> None:
        with self.db.transaction(CLERK, flush=False) as tx:
            asked = [each.seq for each in materials_of(tx, item_for_case(tx, "taozhu", item))]
            received = asked if whole else asked[:1]
            self.cases.append(register_case(tx, item_code=item, applicant=SYNTHETIC, received=received).id)

    def days_pass(self, days: int) -> None:
        """The sweeps run as they would: until nothing is left to do."""
        self.clock.at += timedelta(days=days)
        for sweep in SWEEPS:
            done = 1
            while done:
                with self.db.transaction(flush=False) as tx:
                    done = sweep(tx)

    def likely(self, case_id: str, n: int) -> list[str]:
        """What the state allows and the item's nature knows; what ends a case undone, or hardly matters, seldom."""
        with self.db.reading() as tx:
            case = tx.one(Case, case_id)
            found = [
                name
                for name, acting in ACTS.items()
                if (acting.verb is None or State(case.state) in MOVES[acting.verb])
                and acting.kind in (None, case.item_kind)
                and (acting.verb is not None or case.state in (*OURS, State.COMPLETED))
                and (n > 11 or not acting.seldom)
            ]
        return found or ["refer"]

    def act(self, case_id: str, name: str, n: int) -> None:
        acting = ACTS[name]
        with self.db.reading() as tx:
            state = State(tx.one(Case, case_id).state)
        allowed = acting.verb is None or state in MOVES[acting.verb]
        try:
            with self.db.transaction(CLERK, flush=False) as tx:
                acting.act(tx, case_id, n)
        except refusals.IllegalMove as refused:
            assert acting.verb is None or not allowed
            assert "." in refused.code
            return
        except (Refused, LedgerRefused):
            return  # a rule of its own: materials, undertakings, limits, parts …
        assert allowed

    @invariant()
    def what_was_told_is_what_is(self) -> None:
        with self.db.reading() as tx:
            for event in self._news(tx):
                self._count(event)
            for case_id in self.cases:
                case = tx.one(Case, case_id)
                assert self.told[case_id] == case.state
                assert self.acceptances[case_id] <= 1
                self._changes_are_on_record(tx, case)
                self._clock_is_right(tx, case)
                self._nothing_is_left_behind(tx, case)

    def _news(self, tx: ReadTransaction) -> Iterator[Envelope]:
        outbox = self.db.kernel.outbox
        rows = select(outbox.c.id, outbox.c.body).where(outbox.c.id > self.read_up_to).order_by(outbox.c.id)
        for self.read_up_to, body in tx.session.execute(rows):
            yield read_envelope(body)

    def _count(self, event: Envelope) -> None:
        case_id = event.data.get("case_id", "")
        self.told[case_id] = state_after(self.told.get(case_id), event)
        self.acceptances[case_id] += event.type == CASE_ACCEPTED.type
        self.ends["completed"] += event.type == CASE_COMPLETED.type
        self.ends["left"] += event.type == CASE_RETURNED.type and event.data["was_accepted"]

    def _changes_are_on_record(self, tx: ReadTransaction, case: Case) -> None:
        """A change of state has an audit row and an event; a change of anything a new version."""
        book, numbers = self.db.kernel.audit, self.db.kernel.aggregate
        rows = tx.session.scalar(select(func.count()).where(book.c.subject == case.id)) or 0
        told = tx.session.scalar(select(numbers.c.sequence).where(numbers.c.subject == case.id)) or 0
        before = self.seen.get(case.id)
        if before is not None and before[0] != case.state:
            assert rows > before[1] and told > before[2]
        self.seen[case.id] = (case.state, rows, told)

    def _clock_is_right(self, tx: ReadTransaction, case: Case) -> None:
        ledger = steps.ledger_of(tx, case.id)
        if not ledger:
            assert case.accepted_at is None
            return
        today, calendar = local(self.clock.now()).date(), working_calendar(tx)
        found = clocks.limits(ledger, case.legal_limit, calendar, today)
        promised = due(ledger, calendar, today)
        assert promised.due == case.promised_on
        assert found.legal is None or found.legal.due == case.legal_on
        if case.promised_on is not None and case.legal_on is not None:
            assert case.promised_on <= case.legal_on
        # Only the passing of days takes time away, never an act.
        judged = promised.concluded or today
        assert promised.remaining >= 0 or (promised.due is not None and judged > promised.due)
        if case.promised_on is not None:
            assert case.promised_on >= self.latest.get(case.id, case.promised_on)
            self.latest[case.id] = case.promised_on

    @staticmethod
    def _nothing_is_left_behind(tx: ReadTransaction, case: Case) -> None:
        parts = [PartState(part.state) for part in parts_of(tx, case.id)]
        if case.state == State.COMPLETED:
            assert PartState.OPEN not in parts and PartState.OBJECTED not in parts
        if case.state in (State.RETURNED, State.WITHDRAWN):
            assert not {PartState.OPEN, PartState.UNDERTAKEN} & set(parts)
        if case.state not in (State.REGISTERED, State.AWAITING) and case.state in IN_HAND:
            assert case.item_kind != "joint" or len(parts) == 2
        if case.state in (State.COMPLETED, State.RETURNED, State.WITHDRAWN):
            report = last_report(tx, case.id)
            assert open_stages(tx, case.id) == []
            assert report is None or report.state not in PENDING
            assert case.next_mark_on is None and case.result_code is not None


@pytest.fixture(scope="module", autouse=True)
def town(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("machine")
    desk = open_desk(f"sqlite:///{folder / 'town.db'}", folder)
    desk.db.dispose()
    CaseMachine.folder, CaseMachine.hall = folder, desk.db.settings


@pytest.mark.row("C2", "C4", "C5", "C8", "C9", "N2", "S5.2", "S6.2")
class TestCases(CaseMachine.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(
        max_examples=20, stateful_step_count=60, deadline=None,
        # Without Phase.shrink, which takes minutes here: add it to look into a failure.
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip
