"""Reporting a case upward, and taking back what is sent back (退回重报)."""

from __future__ import annotations

from libs.common.events.intake import CASE_REPORTED_UP, CASE_SENT_BACK
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.refusals import UndertakingOpen
from services.intake.casework.cases.rules import target
from services.intake.casework.cases.tables import Case
from services.intake.casework.references.actions import note_reference
from services.intake.casework.upward import rules
from services.intake.casework.upward.reports import follow_up_day, last_report, move, pending_report, tell
from services.intake.casework.upward.rules import State
from services.intake.casework.upward.tables import UpwardReport
from services.intake.items.catalogue.actions import item_version
from services.intake.quality.accountability.grounds import on_overdue_case


def report_up(tx: Transaction, case_id: str, authority: str | None = None, external_id: str | None = None) -> Case:
    """The own part is done: report to ``authority``, that of the item unless said. Its clock ends here.

    ``external_id``: the number that the authority gave it. Raises IllegalMove, NotReportedItem, UndertakingOpen,
    LedgerRefused, ReferenceTaken, ReferenceGiven.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "report")
    if case.item_kind != "reported":
        raise rules.NotReportedItem(item_kind=case.item_kind)
    outstanding = steps.open_undertakings(tx, case)
    if outstanding:
        raise UndertakingOpen("尚缺：" + "、".join(outstanding), missing=outstanding)
    to = authority or item_version(tx, case.centre, case.item_code, case.item_version).upper_authority or "上级机关"
    ledger = clocks.concluded(steps.ledger_of(tx, case.id), new_id(), steps.today(tx), to)
    steps.run_clock(tx, case, "report", ledger)
    standing = steps.own_part(tx, case, ledger)
    before = last_report(tx, case.id)
    report = UpwardReport(
        id=new_id(), version=1, case_id=case.id, centre=case.centre, no=before.no + 1 if before else 1,
        state=State.SUBMITTED, authority=to, reported_at=tx.now, reported_by=tx.actor.id, timing=standing.timing,
        working_days=standing.working_days, next_follow_up_on=follow_up_day(tx), follow_ups=[],
    )  # fmt: skip
    tx.session.add(report)
    if external_id is not None:
        note_reference(tx, case, to, external_id)
    tell(
        tx, CASE_REPORTED_UP, case, report, authority=to, reported_at=tx.now, timing=report.timing,
        working_days=report.working_days,
    )  # fmt: skip
    tx.audit("case.report", case.id, no=report.no, authority=to, timing=report.timing)
    if report.timing == "overdue":
        on_overdue_case(tx, case)
    return case


def take_sent_back(tx: Transaction, case_id: str, reason: str) -> Case:
    """The authority sends the report back: what was left of the own time counts on from tomorrow.

    Raises IllegalMove, LedgerRefused.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "send_back")
    report = pending_report(tx, case)
    told = mask_text(reason)
    ledger = clocks.resumed(steps.ledger_of(tx, case.id), new_id(), steps.today(tx))
    steps.run_clock(tx, case, "send_back", ledger)
    move(tx, report, "send_back", next_follow_up_on=None, answered_at=tx.now, answer=told)
    tell(
        tx, CASE_SENT_BACK, case, report, authority=report.authority, reason=told, sent_back_at=tx.now,
        **steps.dates(case),
    )  # fmt: skip
    tx.audit("case.send-back", case.id, no=report.no, reason=told)
    return case
