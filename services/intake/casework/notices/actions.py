"""Giving a notice, and taking in what it asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.events.intake import CASE_SUPPLEMENTED, NOTICE_GIVEN
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import acceptance, steps
from services.intake.casework.cases.numbers import next_number
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.rules import lacking, target
from services.intake.casework.cases.tables import Case
from services.intake.casework.mandates.actions import require_mandate
from services.intake.casework.notices import rules
from services.intake.casework.notices.rules import Gap
from services.intake.casework.notices.tables import Notice, NoticeItem
from services.intake.quality.accountability.grounds import on_second_trip


def give_notice(
    tx: Transaction,
    case_id: str,
    problems: Sequence[Mapping[str, Any]] = (),
    until: date | None = None,
    override_reason: str | None = None,
) -> Notice:
    """Tell everything missing at once: every required material that is not there, and the clerk's ``problems``.

    ``until`` is ten working days from today unless said. Raises IllegalMove, NoticeTooLate, NothingMissing,
    UntilInPast, SecondNotice, NothingNew.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "notify")
    if acceptance.reply_is_late(tx, case):
        raise rules.NoticeTooLate(reply_by=case.reply_by.isoformat())
    gaps = _gaps(tx, case, problems)
    earlier = notices_of(tx, case.id)
    told = {item.name for notice in earlier for item in notice.items} if earlier else None
    second_trip = rules.require_first(told, gaps, override_reason)
    day = steps.today(tx)
    until = until or working_calendar(tx).add_working_days(day, rules.USUAL_WORKING_DAYS)
    rules.require_future(until, day)
    for notice in earlier:
        notice.superseded = True
    reason = mask_text(override_reason) if second_trip and override_reason else None
    notice = _write(tx, case, gaps, until, reason)
    # The reply is given, and the day told for the supplement stays whatever the calendar becomes.
    steps.move(tx, case, "notify", supplement_until=until, provisional=False)
    missing = [gap.name for gap in gaps]
    tx.emit(
        NOTICE_GIVEN,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "notice_id": notice.id,
            "missing": missing,
            "until": until,
            "given_at": tx.now,
            "second_trip": second_trip,
        },
    )
    details: dict[str, Any] = {"serial": notice.serial, "missing": missing, "until": until.isoformat()}
    if second_trip:
        details |= {"second_trip": True, "override_reason": reason}
    tx.audit("notice.give", case.id, **details)
    if second_trip:
        on_second_trip(tx, case, earlier[0], notice, [name for name in missing if name not in (told or ())])
    return notice


def _gaps(tx: Transaction, case: Case, problems: Sequence[Mapping[str, Any]]) -> list[Gap]:
    """The materials missing by the list, then what the clerk found; a clerk's words on a listed one replace ours."""
    # Words of the clerk go out in events and on paper: no one's numbers in them.
    said = [[mask_text(problem[part]) for part in ("name", "problem", "requirement")] for problem in problems]
    named = {name: Gap(name, problem, requirement) for name, problem, requirement in said}
    gaps = []
    for material in lacking(steps.materials_of(tx, case.id)):
        usual = rules.gap_of_material(material.seq, material.name, material.conditional)
        own = named.pop(material.name, usual)
        gaps.append(Gap(own.name, own.problem, own.requirement, material.seq))
    return gaps + list(named.values())


def _write(tx: Transaction, case: Case, gaps: Sequence[Gap], until: date, override_reason: str | None) -> Notice:
    year = steps.today(tx).year
    running = next_number(tx, f"notice/{case.centre}/{year}/{case.window}")
    notice = Notice(
        id=new_id(),
        version=1,
        centre=case.centre,
        case_id=case.id,
        serial=rules.serial_number(year, case.window, running),
        window=case.window,
        until=until,
        given_at=tx.now,
        given_by=tx.actor.id,
        second_trip=override_reason is not None,
        override_reason=override_reason,
        superseded=False,
        items=[NoticeItem(no=no, centre=case.centre, **vars(gap)) for no, gap in enumerate(gaps, 1)],
    )
    tx.session.add(notice)
    return notice


def supplement_case(
    tx: Transaction, case_id: str, items: Collection[int] | None = None, mandate_id: str | None = None
) -> Case:
    """Take in what the notice asked for: ``items`` by their number on it, all of them unless said.

    Once everything is there the case is accepted and its limits run from today (行政许可法 art. 32(5)); until
    then it keeps waiting. ``mandate_id``: by an agent. Raises IllegalMove, UnknownNoticeItem, MandateRefused.
    """
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "supplement")
    target(case.state, "supplement")
    notice = next(notice for notice in notices_of(tx, case.id) if not notice.superseded)
    wanted = {item.no for item in notice.items} if items is None else set(items)
    unknown = wanted - {item.no for item in notice.items}
    if unknown:
        raise rules.UnknownNoticeItem(f"第{min(unknown)}项", field="items")
    for item in notice.items:
        if item.no in wanted and item.received_at is None:
            item.received_at = tx.now
    _tick_off_materials(tx, case, notice)
    if any(item.received_at is None for item in notice.items):
        steps.move(tx, case, "receive")
        tx.audit("case.receive", case.id, notice=notice.serial, items=sorted(wanted))
        return case
    notice.supplemented_at = tx.now
    data = {**steps.event_data(case), "notice_id": notice.id, "supplemented_at": tx.now}
    tx.emit(CASE_SUPPLEMENTED, case.id, case.centre, data)
    tx.audit("case.supplement", case.id, notice=notice.serial)
    acceptance.take_in(tx, case, "supplement", since=tx.now)
    return case


def _tick_off_materials(tx: Transaction, case: Case, notice: Notice) -> None:
    brought = {item.material_seq for item in notice.items if item.received_at is not None}
    for material in steps.materials_of(tx, case.id):
        if material.seq in brought and material.received_at is None:
            material.received_at = tx.now


def notices_of(tx: ReadTransaction, case_id: str) -> list[Notice]:
    """The notices of a case, the first one first."""
    return list(tx.session.scalars(select(Notice).where(Notice.case_id == case_id).order_by(Notice.id)))


def notices_to_see(tx: ReadTransaction, case_id: str) -> list[Notice]:
    """The same, for one who may see the case. Raises NotFound, Forbidden."""
    return notices_of(tx, see_case(tx, case_id).id)


def shown(tx: ReadTransaction, notice: Notice) -> dict[str, Any]:
    """The notice as given; ``provisional``: whether the hall is open on its last day is not settled (暂定).

    The day itself was told on paper and stays, whatever the calendar becomes.
    """
    columns = {column.key: getattr(notice, column.key) for column in Notice.__table__.columns}
    return {**columns, "items": notice.items, "provisional": not working_calendar(tx).is_confirmed(notice.until)}
