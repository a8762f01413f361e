"""How quickly every list answers on a year of data, and an acceptance."""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.figure import Figure, percentile
from benchmarks.parties.clerk import Client, one_by_one, register
from benchmarks.suite import TOWN, started_broker
from benchmarks.web import delegable_item
from benchmarks.year.asking import Asker, token
from benchmarks.year.building import build
from benchmarks.year.plausible import plausible
from benchmarks.year.questions import Question, lists_of, questions
from benchmarks.year.size import NOW, YearSize
from libs.common.actor import Role
from libs.common.clock import local
from libs.common.database import make_engine
from libs.common.identity.keyring import KeyRing, install_keyring
from services.intake.service import Service as Intake
from services.petitions.service import Service as Petitions
from services.routing.service import Service as Routing

SERVICES: tuple[Any, ...] = (Intake, Routing, Petitions)
LIST_LIMIT, ACCEPT_LIMIT = 100.0, 40.0
"""Milliseconds, of 95 calls in 100."""
TRIVIAL, BARE, ACCEPT = "GET /healthz", "SELECT by primary key", "accepting a case"


def measure(folder: Path, size: YearSize, progress: Callable[[str], None]) -> list[Figure]:
    """The slowest question of every list, slowest first, then the acceptance and the yardsticks of the same run.

    Every figure is the median of the rounds' 95th percentiles: one round may have met another process. What is counted
    over the whole year (satisfaction, second trips) is no list, and is told without a limit.
    """
    clock = f"{local(NOW).isoformat()}@{time.time()!r}x1"
    with started_broker(folder, BIANMIN_CLOCK=clock) as (stack, _):
        stack.prepare()
        stack.admin("town", "load", str(TOWN))
        progress("year")
        database = stack.data / "intake.db"
        asked = [
            question for service in SERVICES
            for question in prepare(service, f"sqlite:///{stack.data / service.name}.db", stack.secrets_dir, size)
        ]  # fmt: skip
        stack.start_services()
        askers = {service.name: Asker(stack.urls[service.name], stack.secrets_dir) for service in SERVICES}
        for question in asked:
            askers[question.service].ask(question)
        times: dict[Question | str, list[float]] = defaultdict(list)
        for turn in range(size.rounds):
            progress(f"round {turn + 1}")
            times[TRIVIAL].append(_p95([askers["intake"].get("/healthz")[0] for _ in range(100)]))
            times[BARE].append(_p95(list(_bare_selects(database))))
            for question in asked:
                times[question].append(_p95(_answers(askers[question.service], question, size.calls)))
            times[ACCEPT].append(_p95(accept_times(stack.urls["intake"], stack.secrets_dir, turn, size.accepted)))
        return figures_of({what: median(each) for what, each in times.items()})


def prepare(service: Any, url: str, secrets: Path, size: YearSize) -> Iterator[Question]:
    """Build the year in the service's database at ``url``; what is to be asked of it."""
    install_keyring(KeyRing.load(secrets))
    engine = make_engine(url)
    try:
        build(service.name, engine, size)
        with engine.connect() as connection:
            values = plausible(service.name, connection, size)
    finally:
        engine.dispose()
    for spec in lists_of(service):
        yield from questions(service.name, spec, values)


def _p95(times: list[float]) -> float:
    return percentile(times, 0.95)


def _answers(asker: Asker, question: Question, calls: int) -> list[float]:
    times = [asker.ask(question)[0] for _ in range(calls)]
    return times + [taken for taken, _ in asker.pages(question)] if question.deep else times


def _bare_selects(database: Path) -> Iterator[float]:
    connection = sqlite3.connect(database)
    keys = [key for (key,) in connection.execute("SELECT id FROM service_case ORDER BY case_number LIMIT 100")]
    for key in keys:
        began = time.perf_counter()
        connection.execute("SELECT * FROM service_case WHERE id = ?", (key,)).fetchall()
        yield (time.perf_counter() - began) * 1000
    connection.close()


def accept_times(url: str, secrets: Path, turn: int, count: int) -> list[float]:
    """Cases with all their materials are registered; then each is accepted, and that alone is timed."""
    item = delegable_item()
    clerk = Client(urlsplit(url).netloc, token(secrets, Role.CLERK))
    plan: dict[str, Any] = {"item": {"code": item.code, "materials": item.materials}}
    cases = register(clerk, plan, range(count * turn, count * (turn + 1)))
    return one_by_one(lambda case: clerk.post(f"/api/intake/v1/cases/{case}/accept", {}), cases)


def figures_of(found: Mapping[Question | str, float]) -> list[Figure]:
    """``found``: milliseconds of every question, of TRIVIAL, BARE and ACCEPT."""
    slowest: dict[tuple[str, bool], tuple[float, str]] = {}
    for what, value in found.items():
        if isinstance(what, Question):
            kind = f"{what.service} {what.route}", what.counted
            slowest[kind] = max(slowest.get(kind, (0.0, "")), (value, what.words))
    trivial = found[TRIVIAL]
    lists = [
        _figure(f"{route}  {words}", value, trivial, None if counted else LIST_LIMIT)
        for (route, counted), (value, words) in sorted(slowest.items(), key=lambda each: -each[1][0])
    ]
    accept = _figure(ACCEPT, found[ACCEPT], trivial, ACCEPT_LIMIT)
    return [*lists, accept, Figure(f"p95 of {TRIVIAL}", trivial, "ms", found[BARE], BARE)]


def _figure(name: str, value: float, trivial: float, limit: float | None) -> Figure:
    promise = "" if limit is None else f"≤ {limit:.0f} ms"
    return Figure(f"p95 of {name}", value, "ms", trivial, TRIVIAL, promise, None if limit is None else value <= limit)
