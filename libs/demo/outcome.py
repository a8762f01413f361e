"""What the day left behind, asked of the services that own it, and whether the figures agree."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from statistics import mean, median
from typing import Any

import requests

from libs.common.actor import Role
from libs.common.events import SERVICES
from libs.demo.api import People
from libs.demo.book import Book
from libs.demo.incidents import Evidence, incidents
from libs.demo.plan import DAY
from libs.demo.proof import Proof
from libs.demo.stories import Record, working_rules
from libs.demo.tally import Tally

READERS = (Role.DIRECTOR, Role.REPORTER, Role.OPERATOR)
_SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Identity:
    """Two figures that must be equal."""

    name: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "holds": self.holds, "left": self.left, "right": self.right}


@dataclass
class Outcome:
    """The result of a day."""

    tickets: Counter[str]
    cases: Counter[str]
    case_kinds: Counter[str]
    delegations: Counter[str]
    petitions: Counter[str]
    ratings: Counter[str]
    events: dict[str, int]
    waiting: dict[str, Any]
    terminals: dict[str, int]
    figures: dict[str, Any]
    identities: list[Identity] = field(default_factory=list)
    incidents: list[Proof] = field(default_factory=list)
    rules: list[Proof] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        agreed = all(identity.holds for identity in self.identities)
        accounted = all(proof.holds for proof in (*self.incidents, *self.rules))
        return agreed and accounted and not self.events["parked"] and not self.troubles


class Ledger:
    """Asks the running suite. ``book`` are the events that its services published."""

    def __init__(self, people: People, book: Book) -> None:
        self._book = book
        self._urls: Mapping[str, str] = people.urls
        self._centre = people.centre
        self._reader = people.person("director", *READERS)

    def metric(self, service: str, name: str, **labels: str) -> int:
        """The sum of a metric's samples that carry ``labels``."""
        text = requests.get(f"{self._urls[service]}/metrics", timeout=10).text
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return int(
            sum(
                float(value)
                for sample, found, value in _SAMPLE.findall(text)
                if sample == name and all(label in found for label in wanted)
            )
        )

    def events(self) -> dict[str, int]:
        """Published, handled and parked, over all services."""

        def total(name: str, **labels: str) -> int:
            return sum(self.metric(service, name, **labels) for service in SERVICES)

        return {
            "published": total("bianmin_events_published_total"),
            "handled": total("bianmin_events_handled_total", outcome="done"),
            "parked": total("bianmin_parked_messages"),
        }

    def settle(self, timeout: float = 30) -> None:
        """Wait until nothing moves any more: outboxes empty and the counts the same for a second."""
        deadline = time.monotonic() + timeout
        before: dict[str, int] = {}
        while time.monotonic() < deadline:
            now = self.events()
            waiting = sum(self.metric(service, "bianmin_outbox_waiting") for service in SERVICES)
            if not waiting and now == before:
                return
            before = now
            time.sleep(1.0)
        raise TimeoutError(f"still moving after {timeout} s: {before}")

    def rows(self, service: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = self._reader.get(service, path, limit=200, **query, **more)
            found += answer["items"]
            cursor = answer["next"]
            if cursor is None:
                return found

    def gather(self, tally: Tally, terminals: dict[str, int]) -> Outcome:
        """The day's outcome with every identity checked; ``terminals`` is what the machines showed."""
        tickets = self.rows("intake", "/tickets", date=DAY.isoformat())
        cases = self.rows("intake", "/cases")
        delegations = self.rows("routing", "/delegations", centre=self._centre)
        petitions = self.rows("petitions", "/petitions", centre=self._centre)
        day = self._reader.get("reporting", f"/days/{DAY.isoformat()}", centre=self._centre)
        outcome = Outcome(
            tickets=_by(tickets, "state"),
            cases=_by(cases, "state"),
            case_kinds=_by(cases, "item_kind"),
            delegations=_by(delegations, "state"),
            petitions=_by(petitions, "state"),
            ratings=_by(self.rows("intake", "/ratings"), "level"),
            events=self.events(),
            waiting=_waiting(tickets),
            terminals=terminals,
            figures=day["town"],
            troubles=list(tally.troubles),
        )
        outcome.identities = [*_people_and_rows(outcome, tally), *self._reported()]
        calls = self.rows("devices", "/calls", centre=self._centre)
        outcome.incidents = incidents(Evidence(self._book, tickets, calls), tally)
        outcome.rules = working_rules(self._record(outcome.figures["counts"]), tally)
        return outcome

    def _record(self, counts: Mapping[str, int]) -> Record:
        return Record(
            self._book,
            counts,
            get=partial(self._reader.get, "intake"),
            rows=partial(self.rows, "intake"),
            refused=lambda route: self.metric(
                "intake", "bianmin_http_requests_total", method="POST", route=route, status="409"
            ),
        )

    def close_hall(self) -> None:
        """End of the day: what still waits is void, and recorded as such."""
        self._reader.post("intake", "/queue/close", {})

    def _reported(self) -> list[Identity]:
        day = DAY.isoformat()
        found = self._reader.get("reporting", "/identities", **{"from": day, "until": day, "centre": self._centre})
        return [Identity(each["name"], each["left"], each["right"]) for each in found["identities"]]


def _by(rows: list[dict[str, Any]], key: str) -> Counter[str]:
    return Counter(row[key] for row in rows)


def _waiting(tickets: list[dict[str, Any]]) -> dict[str, Any]:
    """Minutes from the ticket to the beginning of service: mean, median and ninth decile."""
    minutes = sorted(
        (datetime.fromisoformat(row["served_at"]) - datetime.fromisoformat(row["issued_at"])).total_seconds() / 60
        for row in tickets
        if row["served_at"]
    )
    if not minutes:
        return {"平均": "—", "中位": "—", "九成以内": "—"}
    ninth = minutes[min(len(minutes) - 1, int(len(minutes) * 0.9))]
    return {"平均": round(mean(minutes), 1), "中位": round(median(minutes), 1), "九成以内": round(ninth, 1)}


def _people_and_rows(outcome: Outcome, tally: Tally) -> list[Identity]:
    """What people saw themselves do against what the suite recorded."""
    terminals, counts = outcome.terminals, outcome.figures["counts"]
    pairs: list[tuple[str, int, Callable[[], int]]] = [
        ("居民拿到的号 = 取号记录", tally["tickets"], lambda: sum(outcome.tickets.values())),
        ("窗口办结的号 = 办结记录", tally["finished"], lambda: outcome.tickets["finished"]),
        ("居民评价 = 评价记录", tally["rated"], lambda: sum(outcome.ratings.values())),
        ("窗口过号 = 过号记录", tally["missed"], lambda: outcome.tickets["missed"]),
        ("登记的办件 = 办件记录", tally["cases_registered"], lambda: sum(outcome.cases.values())),
        ("此前受理、尚未办结的办件 = 结转", tally["carried_in"], lambda: counts["cases_carried"]),
        ("登记的诉求 = 诉求记录", tally["petitions"], lambda: sum(outcome.petitions.values())),
        ("摄像头数到的进厅人次 = 统计的进厅人数", terminals["people_entered"], lambda: counts["people_entered"]),
        ("代办员交回 = 代办回镇记录", tally["delegation_return"], lambda: outcome.delegations["returned"]),
    ]
    return [Identity(name, left, right()) for name, left, right in pairs]
