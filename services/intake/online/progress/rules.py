"""What the public page says of a case or an online application: a pure function of dates, states and catalogue words.

Nothing that anybody wrote about a person comes in: no clerk's words, no result, no ground. So nothing can come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from libs.common.clock import local
from libs.common.deadlines.entries import Concluded, Entry, Extended, Paused, Resumed
from services.intake.casework.cases.clocks import SPECIAL_PROCEDURES
from services.intake.casework.cases.rules import State
from services.intake.online.applications.rules import GROUNDS
from services.intake.online.applications.rules import State as ApplicationState


@dataclass(frozen=True)
class Step:
    """``code`` is stable, ``words`` are read; ``on`` is a day in Asia/Shanghai."""

    on: date
    code: str
    words: str


@dataclass(frozen=True)
class NoticeFacts:
    """A notice as far as the page may tell: ``listed`` are materials of the item's list, ``others`` how many more."""

    given_at: datetime
    until: date
    supplemented_at: datetime | None
    superseded: bool
    listed: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class CaseFacts:
    number: str
    item_name: str
    state: str
    registered_at: datetime
    reply_by: date
    supplement_until: date | None
    accepted_at: datetime | None
    deemed: bool
    promised_on: date | None
    provisional: bool
    completed_at: datetime | None
    returned_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class ApplicationFacts:
    number: str
    item_name: str
    state: str
    submitted_at: datetime | None
    received_on: date | None
    reply_by: date | None
    provisional: bool
    decided_at: datetime | None
    ground: str | None
    supplemented_at: datetime | None
    checked_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Facts:
    """What was found: a case, an application, or an application with the case that it became."""

    case: CaseFacts | None = None
    application: ApplicationFacts | None = None
    notices: Sequence[NoticeFacts] = ()
    ledger: Sequence[Entry] = field(default=())
    stages: Sequence[Mapping[str, Any]] = ()
    """In neutral words, as ``stages.views.public_stages`` tells them."""
    delivery: Mapping[str, Any] | None = None
    """As ``deliveries.views.public_delivery`` tells it."""


def progress_of(facts: Facts) -> dict[str, Any]:
    """The page. ``facts`` holds a case or an application."""
    case, application = facts.case, facts.application
    shown = application or case
    assert shown is not None, "a page is of something"
    standing = next((notice for notice in facts.notices if not notice.superseded), None)
    waiting = standing if case is not None and case.state == State.AWAITING else None
    undecided = application is not None and application.state == ApplicationState.SUBMITTED
    return {
        "number": shown.number,
        "case_number": case.number if case else None,
        "item_name": shown.item_name,
        "state": _state(facts),
        "steps": sorted(_steps(facts), key=lambda step: step.on),
        "reply_by": application.reply_by if application and undecided else _reply(case),
        "stages": list(facts.stages),
        "delivery": facts.delivery,
        "supplement_until": case.supplement_until if case else None,
        "missing": list(waiting.listed) if waiting else [],
        "missing_others": waiting.others if waiting else 0,
        "promised_on": case.promised_on if case else None,
        "provisional": (case or shown).provisional,
    }


def _reply(case: CaseFacts | None) -> date | None:
    return case.reply_by if case is not None and case.state == State.REGISTERED else None


def _state(facts: Facts) -> str:
    case, application = facts.case, facts.application
    if application is None or (case is not None and application.state == ApplicationState.TAKEN_IN):
        assert case is not None
        if case.state == State.AWAITING and _waits_for_look(application):
            return "补正材料已提交，等待窗口核对"
        return State(case.state).words
    words = ApplicationState(application.state).words
    return f"{words}：{GROUNDS[application.ground]}" if application.ground is not None else words


def _waits_for_look(application: ApplicationFacts | None) -> bool:
    if application is None or application.supplemented_at is None:
        return False
    return application.checked_at is None or application.checked_at < application.supplemented_at


def _steps(facts: Facts) -> Iterator[Step]:
    """Each step where it happened; those of one day in this order."""
    if facts.application is not None:
        yield from _application_steps(facts.application)
    case = facts.case
    if case is None:
        return
    yield Step(_day(case.registered_at), "registered", "收件登记")
    for notice in sorted(facts.notices, key=lambda notice: notice.given_at):
        yield Step(_day(notice.given_at), "notified", "一次性告知补正")
        if notice.supplemented_at is not None:
            yield Step(_day(notice.supplemented_at), "supplemented", "材料补齐")
    if case.accepted_at is not None:
        words = "逾期未告知，视为受理" if case.deemed else "受理"
        yield Step(_day(case.accepted_at), "accepted", words)
    yield from _clock_steps(facts.ledger)
    ends = (
        (case.completed_at, "completed", "办结"), (case.returned_at, "returned", "退件"),
        (case.withdrawn_at, "withdrawn", "撤回"),
    )  # fmt: skip
    for at, code, words in ends:
        if at is not None:
            yield Step(_day(at), code, words)


def _application_steps(application: ApplicationFacts) -> Iterator[Step]:
    if application.submitted_at is not None:
        yield Step(_day(application.submitted_at), "submitted", "网上提交申请")
    if application.received_on is not None:
        yield Step(application.received_on, "received", "视为收到申请，期限由次日起算")
    if application.supplemented_at is not None:
        yield Step(_day(application.supplemented_at), "handed_in", "网上提交补正材料")
    if application.state == ApplicationState.DECLINED and application.decided_at is not None:
        yield Step(_day(application.decided_at), "declined", "答复不予受理")
    if application.withdrawn_at is not None:
        yield Step(_day(application.withdrawn_at), "withdrawn", "撤回申请")


def _clock_steps(ledger: Iterable[Entry]) -> Iterator[Step]:
    for entry in ledger:
        if isinstance(entry, Paused):
            # The law's own list; any other word there would be somebody's.
            procedure = entry.ground if entry.ground in SPECIAL_PROCEDURES else "特殊程序"
            yield Step(entry.at, "paused", f"暂停计时：{procedure}")
        elif isinstance(entry, Concluded):
            yield Step(entry.at, "reported", "报上级机关审批")
        elif isinstance(entry, Resumed):
            yield Step(entry.at, "resumed", "恢复计时")
        elif isinstance(entry, Extended):
            yield Step(entry.at, "extended", f"批准延长{entry.days}个工作日")


def _day(moment: datetime) -> date:
    return local(moment).date()
