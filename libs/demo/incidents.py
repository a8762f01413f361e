"""What went wrong on the day (当日事件), and whether the suite answered for each: asked of what the services recorded.

``expected`` is how often people did it or it befell them; ``found`` how many of those are accounted for by the
services' events and rows, never by the simulators. Each must have happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from libs.common.events import devices, intake
from libs.common.events.envelope import Envelope
from libs.demo.book import Book
from libs.demo.mishaps import SCREEN
from libs.demo.proof import Proof, Row
from libs.demo.tally import Tally
from libs.terminal.vocabulary import WINDOW_STATE

CALLS = [1, 2, 3]
LONG_AGO = timedelta(minutes=5)


@dataclass(frozen=True)
class Evidence:
    """The services' words: events, the day's tickets, the calls with their proof."""

    book: Book
    tickets: Sequence[Row]
    calls: Sequence[Row]


def incidents(evidence: Evidence, tally: Tally) -> list[Proof]:
    """All that went wrong, in the order of the day."""
    book = evidence.book
    reprinted, shown = _jams(evidence)
    called, proved = _calls_without_screen(evidence)
    boards = tally["emergency_boards"]
    return [
        Proof("重复按键取号", "同一人只发一个号，再按即答复刚取过号", tally["pressed_twice"], _twice(book)),
        Proof("按错键", "拒绝并说明原因，不影响任何号码", tally["wrong_keys"], _refused_keys(book)),
        Proof("取错号类", "转号，号码不变，在对应窗口办结", tally["transferred"], _transferred(evidence)),
        Proof("取号机卡纸（补打）", "未出票不叫号，排除后补打", tally["reprints_asked"], reprinted),
        Proof("取号机卡纸（上屏）", "未出票不叫号，超时后凭屏上号码叫号",
              tally["unprinted"] - tally["reprints_asked"], shown),
        Proof("取号机断网半小时", "恢复后按原时间补传，每次按键一个号", tally["pressed_away"], _pressed_away(book)),
        Proof("窗口屏断电时的叫号", "由语音、大屏送达或告警，重启后恢复显示", called, proved),
        Proof("叫号三次未到", "过号，窗口接着叫下一位", tally["missed"], _missed(evidence)),
        Proof("紧急插播", "每块大屏播出，撤下后恢复原节目", boards, _boards_in_emergency(book)),
    ]  # fmt: skip


def _twice(book: Book) -> int:
    """Persons whose several presses for a class gave one ticket, and a refusal for each other press."""
    issued = book.by(intake.TICKET_ISSUED, "press_id")
    refused = book.by(intake.TICKET_REFUSED, "press_id")
    persons = book.by(devices.TICKET_REQUESTED, "person")
    return sum(
        len(presses) > 1
        and _count(issued, presses) == 1
        and [each.data["code"] for press in presses for each in refused.get(press.data["press_id"], [])]
        == ["double_press"] * (len(presses) - 1)
        for person, presses in persons.items()
        if person
    )


def _count(known: Mapping[Any, Sequence[Envelope]], presses: Sequence[Envelope]) -> int:
    return sum(len(known.get(press.data["press_id"], ())) for press in presses)


def _refused_keys(book: Book) -> int:
    """Keys refused because nobody is served, that finished nobody."""
    finished = {each.causation_id for each in book.all(intake.TICKET_FINISHED)}
    refused = [each for each in book.all(intake.KEY_REFUSED) if each.data["code"] == "nothing_served"]
    return sum(each.causation_id not in finished for each in refused)


def _transferred(evidence: Evidence) -> int:
    """Tickets that went over to another class, kept their number, and were finished in it."""
    rows = {row["id"]: row for row in evidence.tickets}
    return sum(
        rows[ticket]["state"] == "finished"
        and rows[ticket]["number"] == moves[-1].data["number"]
        and rows[ticket]["business_class"] == moves[-1].data["business_class"] != moves[0].data["from_class"]
        for ticket, moves in evidence.book.by(intake.TICKET_TRANSFERRED, "ticket_id").items()
    )


def _jams(evidence: Evidence) -> tuple[int, int]:
    """Tickets whose paper failed: those printed again, those shown. None was called before; all jams are cleared."""
    book = evidence.book
    rows = {row["id"]: row for row in evidence.tickets}
    called, shown = book.by(intake.TICKET_CALLED, "ticket_id"), book.by(intake.TICKET_SHOWN, "ticket_id")
    states = [each.data["state"] for each in book.all(devices.TERMINAL_FAULTED) if each.data["code"] == "jam"]
    outcomes = {"reprinted": 0, "shown": 0}
    if states.count("raised") != states.count("cleared"):
        return 0, 0
    for ticket, reports in book.by(devices.TICKET_PRINTED, "ticket_id").items():
        if reports[0].data["outcome"] != "failed":
            continue
        known = [each.time for each in (*reports[1:], *shown.get(ticket, ()))]
        outcome = rows[ticket]["print_outcome"]
        if outcome in outcomes and known and all(min(known) <= each.time for each in called.get(ticket, ())):
            outcomes[outcome] += 1
    return outcomes["reprinted"], outcomes["shown"]


def _pressed_away(book: Book) -> int:
    """Presses made while their kiosk was away, heard long after with their own times, and given one ticket each."""
    issued = book.by(intake.TICKET_ISSUED, "press_id")
    away = {kiosk: list(_absences(words)) for kiosk, words in book.by(devices.PRESENCE_CHANGED, "terminal_id").items()}
    return sum(
        press.time - press.data["at"] >= LONG_AGO
        and any(since <= press.data["at"] <= until for since, until in away.get(press.data["terminal_id"], ()))
        and len(issued.get(press.data["press_id"], ())) == 1
        for press in book.all(devices.TICKET_REQUESTED)
    )


def _absences(words: Sequence[Envelope]) -> Iterator[tuple[datetime, datetime]]:
    """From when to when a terminal was told to be offline."""
    for lost, back in pairwise(words):
        if not lost.data["online"] and back.data["online"]:
            yield lost.data["since"], back.data["since"]


def _calls_without_screen(evidence: Evidence) -> tuple[int, int]:
    """Calls to the window while its screen was away, and those of them that are accounted for.

    None is when the screen has not been given its window's state again.
    """
    book = evidence.book
    absences = list(_absences(book.by(devices.PRESENCE_CHANGED, "terminal_id")[SCREEN]))
    window = int(SCREEN.partition("-")[2])
    told = [
        each.data["at"]
        for each in book.all(devices.COMMAND_SETTLED)
        if each.data["terminal_id"] == SCREEN
        and each.data["command"] == WINDOW_STATE
        and each.data["outcome"] == "done"
    ]
    rows = {row["id"]: row for row in evidence.calls}
    calls = [
        each.data["call_id"]
        for each in book.all(intake.TICKET_CALLED)
        if each.data["window"] == window and any(since <= each.time < until for since, until in absences)
    ]
    resynced = absences and all(any(at >= until for at in told) for _, until in absences)
    return len(calls), sum(_accounted(rows[call], absences) for call in calls) if resynced else 0


def _accounted(call: Row, absences: Sequence[tuple[datetime, datetime]]) -> bool:
    """Delivered by somebody else, or by the screen once it was back; raised as an alarm; or the person came before."""
    if call["state"] == "delivered":
        at = datetime.fromisoformat(call["delivered_at"])
        return call["delivered_by"] != SCREEN or not any(since <= at < until for since, until in absences)
    return call["raised_at"] is not None or call["state"] == "closed"


def _missed(evidence: Evidence) -> int:
    """Tickets passed over after three calls."""
    called = evidence.book.by(intake.TICKET_CALLED, "ticket_id")
    return sum(
        row["state"] == "missed" and sorted(each.data["times"] for each in called[row["id"]])[-3:] == CALLS
        for row in evidence.tickets
    )


def _boards_in_emergency(book: Book) -> int:
    """LEDs that proved to have played the emergency text, and other texts after it."""
    emergencies = book.by(devices.EMERGENCY_CHANGED, "emergency_id").keys()
    plays = book.by(devices.PROGRAMME_PLAYED, "terminal_id")
    return sum(_played_and_over(words, emergencies) for words in plays.values())


def _played_and_over(words: Sequence[Envelope], emergencies: Collection[str]) -> bool:
    urgent = [each.data for each in words if each.data["code"] in emergencies and each.data["times"]]
    if not urgent:
        return False
    over = max(each["until"] for each in urgent)
    return any(each.data["from"] >= over and each.data["times"] for each in words)
