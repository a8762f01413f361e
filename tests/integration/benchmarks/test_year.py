"""A small year: it is what was asked for, every list answers on it, and none of them reads a big table from end to end.

How quickly they answer on a whole year is for ``./dev bench --year`` on a quiet machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, event, func, select

from benchmarks.__main__ import main
from benchmarks.figure import Figure
from benchmarks.year import measure
from benchmarks.year.asking import Asker
from benchmarks.year.building import build
from benchmarks.year.questions import Question, is_page, lists_of
from benchmarks.year.size import NOW, TINY_YEAR, YearSize
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.database import Database, make_engine
from libs.common.identity.keyring import KeyRing, install_keyring
from services.intake.admin import load_town as load_intake
from services.intake.casework.cases.rules import State
from services.intake.casework.cases.tables import Case
from services.intake.hall.queue.tables import Ticket
from services.intake.service import Service as Intake
from services.petitions.admin import load_town as load_petitions
from services.petitions.service import Service as Petitions
from services.routing.admin import load_town as load_routing
from services.routing.service import Service as Routing
from tests.integration.intake.hall import TOWN, hall_database, prepare_town
from tests.support import harness
from tests.support.harness import Running, run_service, virtual_host
from tests.support.prepared import prepare_tables

BIG = frozenset({
    "ticket", "ticket_period", "ticket_matter", "service_case", "case_material", "case_ledger", "case_stage", "rating",
    "inquiry", "form", "archive_file", "delivery", "external_reference", "booking", "attachment", "attendance",
    "outing", "online_application", "delegation", "delegation_move", "decision", "case_dates", "petition",
    "petition_move", "notice", "audit", "inbox", "idempotency_key",
})  # fmt: skip
"""Tables with a thousand rows and more after a year."""
SCAN = re.compile(r"SCAN (\w+)")
NOTHING_TO_SHOW = {"GET /archive/disposal"}
"""No file of a hall's first year is past its retention."""


class Reads:
    """The queries of lists, noted as they pass. (What sweeps read meanwhile, they read in transactions that write.)"""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[str, Any] = {}
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not connection.get_execution_options().get("writes"):
            self._seen.setdefault(statement, parameters)

    def take(self) -> dict[str, Any]:
        """Statements since the last time, each with its first parameters."""
        seen, self._seen = self._seen, {}
        return seen


def scans(engine: Engine, statement: str, parameters: Any) -> set[str]:
    """The big tables that SQLite looks for its rows in from end to end, by an index or not.

    What asks for no rows in particular, as who sees every centre does, only turns pages in order.
    """
    if " WHERE " not in statement:
        return set()
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return {table for step in plan for table in SCAN.findall(step.detail)} & BIG


@dataclass
class SmallYear:
    running: Running
    questions: list[Question]


@contextmanager
def year_of(service: Any, load: Any, broker: BrokerNode, folder: Path) -> Iterator[SmallYear]:
    """The service on a small year. It starts when the year is there, as it would on any morning."""
    clock, url = FixedClock(NOW), f"sqlite:///{folder / 'year.db'}"
    with virtual_host(broker) as amqp_url:
        settings = harness.test_settings(broker, folder, url, amqp_url, clock)
        prepare_tables(url, service.name, service.metadata)
        db = Database(url, service.name, clock, service.metadata, settings)
        load(db, TOWN)
        db.dispose()
        asked = list(measure.prepare(service, url, settings.secrets_dir, TINY_YEAR))
        with run_service(service, url, broker, folder, clock, amqp_url, settings) as running:
            yield SmallYear(running, asked)


@pytest.fixture(scope="module")
def year_of_intake(broker: BrokerNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallYear]:
    with year_of(Intake, load_intake, broker, tmp_path_factory.mktemp("year")) as year:
        yield year


@pytest.fixture
def small_year(year_of_intake: SmallYear) -> SmallYear:
    """With its own keys, whichever another test installed in this process."""
    install_keyring(KeyRing.load(year_of_intake.running.settings.secrets_dir))
    return year_of_intake


def test_the_year_is_as_large_as_was_asked_for_and_goes_through_every_state(small_year: SmallYear) -> None:
    with small_year.running.db.reading() as tx:
        def count(of: Any) -> dict[Any, int]:
            return {value: many for value, many in tx.session.execute(select(of, func.count()).group_by(of))}

        states, days = count(Case.state), count(Ticket.service_date)
    assert (sum(states.values()), sum(days.values()), len(days)) == (300, 2_000, 60)
    assert states.keys() == set(State)
    assert states[State.COMPLETED] > 200
    assert max(days) == NOW.date()


def test_every_list_answers_and_none_reads_a_big_table_whole(small_year: SmallYear) -> None:
    assert empty_lists(small_year.running, small_year.questions) == NOTHING_TO_SHOW


@pytest.mark.parametrize(
    ("service", "load"), [(Routing, load_routing), (Petitions, load_petitions)], ids=["routing", "petitions"]
)
def test_so_do_those_of_the_neighbours(service: Any, load: Any, broker: BrokerNode, tmp_path: Path) -> None:
    with year_of(service, load, broker, tmp_path) as year:
        assert empty_lists(year.running, year.questions) == set()


def empty_lists(running: Running, questions: list[Question]) -> set[str]:
    """Ask everything; every answer is one, and no query reads a big table whole. The lists that showed nothing."""
    lists = {spec.key: spec for spec in lists_of(running.service_class)}
    assert {question.route for question in questions} == lists.keys()
    asker, reads = Asker(running.url, running.settings.secrets_dir), Reads(running.db.engine)
    shown: defaultdict[str, int] = defaultdict(int)
    whole: dict[str, set[str]] = {}
    known: set[str] = set()
    for question in questions:
        _, answer = asker.ask(question)
        queries = {text: parameters for text, parameters in reads.take().items() if text not in known}
        known |= queries.keys()
        for statement, parameters in queries.items():
            if found := scans(running.db.engine, statement, parameters):
                whole[f"{question.target}: {statement}"] = found
        reads.take()
        if is_page(lists[question.route]):
            shown[question.route] += len(answer["items"])
    assert whole == {}
    return {route for route, count in shown.items() if not count}


def test_a_list_that_read_a_big_table_whole_would_be_found(small_year: SmallYear) -> None:
    engine = small_year.running.db.engine
    assert scans(engine, "SELECT * FROM service_case WHERE query_code = ?", ("000000",)) == {"service_case"}
    assert scans(engine, "SELECT * FROM service_case WHERE id = ?", ("",)) == set()
    by_no_index = "SELECT * FROM service_case WHERE query_code = ? ORDER BY id LIMIT 1"
    assert scans(engine, by_no_index, ("000000",)) == {"service_case"}
    assert scans(engine, "SELECT * FROM service_case ORDER BY id LIMIT 1", ()) == set()


def test_a_case_is_accepted_on_it(small_year: SmallYear) -> None:
    running = small_year.running
    times = measure.accept_times(running.url, running.settings.secrets_dir, 0, TINY_YEAR.accepted)
    assert len(times) == TINY_YEAR.accepted
    assert min(times) > 0


def test_the_pages_of_a_list_are_turned_to_its_end(small_year: SmallYear) -> None:
    running = small_year.running
    asker = Asker(running.url, running.settings.secrets_dir)
    of_cases = (each for each in small_year.questions if each.route == "GET /cases")
    question = next(each for each in of_cases if each.asked == {"state": "completed"})
    first, behind = asker.ask(question)[1], [answer for _, answer in asker.pages(question)]
    ids = [item["id"] for answer in (first, *behind) for item in answer["items"]]
    assert behind
    assert behind[-1]["next"] is None
    assert ids == sorted(set(ids), reverse=True)


def test_a_seed_makes_one_year(tmp_path: Path) -> None:
    size = YearSize(tickets=200, cases=30, days=10)

    def ids(name: str, seed: int) -> list[Any]:
        url = f"sqlite:///{tmp_path / name}"
        prepare_town(url, FixedClock(NOW))
        hall_database(url, fresh=False).dispose()  # installs the keys
        engine = make_engine(url)
        build("intake", engine, size, seed)
        with engine.connect() as connection:
            return [connection.execute(select(of).order_by(of)).all() for of in (Case.id, Ticket.position_digest)]

    first = ids("a.db", 1)
    assert ids("b.db", 1) == first
    assert ids("c.db", 2) != first


def test_the_slowest_question_stands_for_its_list_and_a_year_that_is_counted_has_no_limit() -> None:
    def asked(route: str, *, counted: bool = False, **filters: str) -> Question:
        return Question("intake", f"GET {route}", route, None, filters, counted=counted)

    found: dict[Question | str, float] = {
        asked("/cases"): 5.0, asked("/cases", state="accepted"): 101.0, asked("/tickets"): 99.0,
        asked("/figures", counted=True): 300.0,
        measure.TRIVIAL: 1.0, measure.BARE: 0.1, measure.ACCEPT: 41.0,
    }  # fmt: skip
    told = [(figure.name, figure.value, figure.kept) for figure in measure.figures_of(found)]
    assert told == [
        ("p95 of intake GET /figures  - (public)", 300.0, None),
        ("p95 of intake GET /cases  state=accepted (public)", 101.0, False),
        ("p95 of intake GET /tickets  - (public)", 99.0, True),
        ("p95 of accepting a case", 41.0, False),
        ("p95 of GET /healthz", 1.0, None),
    ]


@pytest.mark.parametrize(("value", "code"), [(99.0, 0), (101.0, 1)])
def test_a_list_past_its_limit_fails_the_run(value: float, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = Figure("p95 of GET /cases", value, "ms", 1.0, "GET /healthz", "≤ 100 ms", value <= 100)
    monkeypatch.setattr(measure, "measure", lambda *_: [figure])
    assert CliRunner().invoke(main, ["--year", "--json"]).exit_code == code
