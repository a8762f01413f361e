"""What the day shows of the working rules is shown by the services: each proof fails when its evidence does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Entry, Extended, Paused, Resumed, Started, Unit, due, to_json
from libs.common.events import Event, intake
from libs.demo.book import Book
from libs.demo.outcome import Outcome
from libs.demo.plan import ABSENT_WINDOW, DAY, EARLIER, at
from libs.demo.proof import Proof
from libs.demo.stories import STORIES, Record, working_rules
from libs.demo.stories.kinds import KINDS
from libs.demo.stories.second_notice import ROUTE
from libs.demo.tally import Tally
from tests.support.outboxes import Told, write_outboxes

DEPARTMENTS = ("U-ZR", "U-ZF", "U-NY")


def ledger(*later: Entry, limit: int = 3, on: date = EARLIER) -> list[Entry]:
    return [Started(id="0", seq=0, at=on, limit=limit, unit=Unit.WORKING, extensions=1, extension_limit=10), *later]


def case(case_id: str, state: str, entries: list[Entry], **more: Any) -> dict[str, Any]:
    """A case as the service shows it, with the dates that its ledger comes to."""
    found = due(entries, seed_calendar(), DAY)
    return {
        "id": case_id, "state": state, "ledger": [to_json(each) for each in entries], "parts": [], "timing": None,
        "promised_on": found.due.isoformat() if found.due else None, "derivation": found.text, **more,
    }  # fmt: skip


def paused(on: date) -> Paused:
    return Paused(id="1", seq=1, at=on, ground="检测")


class Day:
    """A day on which every rule was shown once, the suspension twice. ``spoil`` takes or changes its evidence."""

    def __init__(self) -> None:
        resumed = Resumed(id="2", seq=2, at=DAY)
        extended = Extended(id="1", seq=1, at=DAY, days=5, approver="中心主任", ground="再次踏勘")
        parts = [{"unit": unit, "state": "agreed", "by_window": False} for unit in DEPARTMENTS]
        self.cases = {
            each["id"]: each
            for each in (
                case("joint", "completed", ledger(limit=10), parts=parts),
                case("standing", "paused", ledger(paused(DAY), on=DAY)),
                case("resumed", "accepted", ledger(paused(EARLIER), resumed)),
                case("extended", "accepted", ledger(extended, limit=7)),
                case("late", "completed", ledger(), timing="overdue"),
            )
        }
        self.told: list[tuple[Event, dict[str, Any]]] = [
            *((intake.JOINT_PART_ANSWERED, {"case_id": "joint", "by_window": False}) for _ in DEPARTMENTS),
            (intake.CASE_PAUSED, {"case_id": "standing"}),
            (intake.CASE_RESUMED, {"case_id": "resumed"}),
            (intake.CASE_EXTENDED, {"case_id": "extended"}),
            (intake.NOTICE_GIVEN, {"case_id": "told", "second_trip": False}),
            (intake.CASE_DEADLINE_REACHED, {"case_id": "late", "kind": "overdue"}),
        ]
        self.over = {
            "window": ABSENT_WINDOW, "direction": "over", "giver": "a", "receiver": "b", "role": "b", "why": "leave",
            "cases": 2, "finished": 0,
        }  # fmt: skip
        self.back = {
            **self.over, "direction": "back", "giver": "b", "receiver": "a", "role": "a", "why": None, "cases": 1,
            "finished": 1,
        }  # fmt: skip
        self.entry = {"ground": "overdue_case", "state": "decided", "source_id": "late"}
        self.rectification: dict[str, Any] = {
            "id": "bad", "state": "closed", "outcome": "settled", "contact_in_time": True, "rectified_in_time": True,
            "acts": [{"verb": verb} for verb in ("contact", "rectify", "close")],
        }  # fmt: skip
        self.refused: Mapping[str, int] = {ROUTE: 1}

    def record(self, folder: Path) -> Record:
        told = [Told(event, at(time(10, 0)), data) for event, data in self.told]
        write_outboxes(folder, ("intake",), told)
        counts = {figure: 1 for *_, figure in KINDS}
        return Record(Book(folder), counts, self._get, self._rows, lambda route: self.refused.get(route, 0))

    def _get(self, path: str) -> dict[str, Any]:
        *_, room, key = path.split("/")
        return self.cases[key] if room == "cases" else {"bad": self.rectification}[key]

    def _rows(self, path: str, **query: str) -> list[dict[str, Any]]:
        listed = {
            "/posts/handovers": [self.over, self.back],
            "/accountability": [self.entry],
            "/rectifications": [self.rectification],
        }[path]
        return [row for row in listed if all(row.get(name, value) == value for name, value in query.items())]


def shown(day: Day, folder: Path) -> dict[str, Proof]:
    tally = Tally()
    for story in STORIES:
        tally.add(story.name, 2 if story.name == "特殊程序暂停计时" else 1)
    for _, _, done, _ in KINDS:
        tally.add(done)
    return {proof.name: proof for proof in working_rules(day.record(folder), tally)}


def test_a_day_that_shows_every_rule(tmp_path: Path) -> None:
    found = shown(Day(), tmp_path)
    assert len(found) == len(KINDS) + len(STORIES) == 14
    assert all(proof.holds for proof in found.values()), found


def set_case(case_id: str, **values: Any) -> Callable[[Day], None]:
    return lambda day: day.cases[case_id].update(values)


def set_part(**values: Any) -> Callable[[Day], None]:
    return lambda day: day.cases["joint"]["parts"][1].update(values)


def without(event: Event) -> Callable[[Day], None]:
    def spoil(day: Day) -> None:
        before = len(day.told)
        day.told = [each for each in day.told if each[0] is not event]
        assert len(day.told) < before

    return spoil


SPOILED: list[tuple[str, str, Callable[[Day], None]]] = [
    ("三部门联办", "two departments", lambda day: day.cases["joint"]["parts"].pop()),
    ("三部门联办", "one twice", set_part(unit=DEPARTMENTS[0])),
    ("三部门联办", "one is silent", set_part(state="open")),
    ("三部门联办", "one objects", set_part(state="objected")),
    ("三部门联办", "the window for it", set_part(by_window=True)),
    ("三部门联办", "not completed", set_case("joint", state="accepted")),
    ("特殊程序暂停计时", "goes on at once", set_case("standing", state="accepted")),
    ("特殊程序暂停计时", "still promises", set_case("standing", promised_on=DAY.isoformat())),
    ("特殊程序暂停计时", "never resumed", without(intake.CASE_RESUMED)),
    ("特殊程序暂停计时", "the days counted", set_case("resumed", promised_on="2026-02-28")),
    ("延长办理期限", "not told", without(intake.CASE_EXTENDED)),
    ("延长办理期限", "the day stays", set_case("extended", promised_on="2026-03-06")),
    ("延长办理期限", "nobody is told why", set_case("extended", derivation="受理")),
    ("二次告知被拒", "not refused", lambda day: setattr(day, "refused", {})),
    ("二次告知被拒", "another notice", lambda day: day.told.append((intake.NOTICE_GIVEN, {"case_id": "told"}))),
    ("A岗请假，B岗接替", "for no leave", lambda day: day.over.update(why="unsigned")),
    ("A岗请假，B岗接替", "to somebody else", lambda day: day.over.update(role="stand_in")),
    ("A岗请假，B岗接替", "without the cases", lambda day: day.over.update(cases=0)),
    ("A岗请假，B岗接替", "never back", lambda day: day.back.update(receiver="c")),
    ("A岗请假，B岗接替", "one is lost", lambda day: day.back.update(cases=0)),
    ("超期办结与追责", "no alarm", without(intake.CASE_DEADLINE_REACHED)),
    ("超期办结与追责", "in time", set_case("late", timing="on_time")),
    ("超期办结与追责", "not completed", set_case("late", state="accepted")),
    ("超期办结与追责", "nobody answers", lambda day: day.entry.update(source_id="other")),
    ("超期办结与追责", "undecided", lambda day: day.entry.update(state="stated")),
    ("差评整改与回访", "not closed", lambda day: day.rectification.update(state="rectified")),
    ("差评整改与回访", "not settled", lambda day: day.rectification.update(outcome="unreached")),
    ("差评整改与回访", "not rectified", lambda day: day.rectification["acts"].pop(1)),
    ("差评整改与回访", "too late", lambda day: day.rectification.update(contact_in_time=False)),
]


@pytest.mark.parametrize(("name", "what", "spoil"), SPOILED, ids=[f"{name}-{what}" for name, what, _ in SPOILED])
def test_a_proof_fails_with_its_evidence(name: str, what: str, spoil: Callable[[Day], None], tmp_path: Path) -> None:
    day = Day()
    spoil(day)
    found = shown(day, tmp_path)
    assert [proof.name for proof in found.values() if not proof.holds] == [name]


@pytest.mark.parametrize(("expected", "good"), [(1, True), (0, False), (2, False)])
def test_a_day_that_lacks_a_rule_is_not_good(expected: int, good: bool) -> None:
    none: Counter[str] = Counter()
    outcome = Outcome(none, none, none, none, none, none, {"parked": 0}, {}, {}, {})
    outcome.rules = [Proof("延长办理期限", "主任批准", expected, 1)]
    assert outcome.good is good


def test_three_working_days_from_the_earlier_day_have_just_passed() -> None:
    """What promised three days is overdue on the day, and since that morning: Saturday was worked (调休)."""
    calendar = seed_calendar()
    last = calendar.add_working_days(EARLIER, 3)
    assert last == date(2026, 2, 28)
    assert calendar.add_working_days(last, 1) == DAY
    assert calendar.is_working(EARLIER)
