"""Everything that may be done to a case, with the verb of its life cycle, for the machine that does it at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from libs.common.transaction import Transaction
from services.intake.casework.archive.actions import archive_case
from services.intake.casework.cases import acceptance, clockwork, ending, steps
from services.intake.casework.cases.rules import COMPLETIONS, Undertaking
from services.intake.casework.deliveries.actions import deliver
from services.intake.casework.deliveries.rules import Handing
from services.intake.casework.joint import answering, settings
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.rules import ANSWERED, Rule
from services.intake.casework.notices.actions import give_notice, notices_of, supplement_case
from services.intake.casework.references.actions import add_reference
from services.intake.casework.stages.actions import begin_stage, finish_stage
from services.intake.casework.upward import following, reporting

PHOTO = {"name": "照片", "problem": "尺寸不符", "requirement": "请提供二寸照片"}
Act = Callable[[Transaction, str, int], Any]


@dataclass(frozen=True)
class Acting:
    """``verb`` of the case that the act needs; None for acts on parts that may leave the case as it is.

    ``kind``: the only nature of item that knows it. ``seldom``: it ends the case undone, or hardly matters.
    """

    verb: str | None
    act: Act
    kind: str | None = None
    seldom: bool = False


def accept(tx: Transaction, case_id: str, n: int) -> None:
    """What may follow is undertaken, now and then not."""
    missing = [each for each in steps.materials_of(tx, case_id) if each.conditional and not each.received]
    until = steps.today(tx) + timedelta(days=1 + n)
    acceptance.accept_case(tx, case_id, [] if n == 5 else [Undertaking(each.seq, "补交", until) for each in missing])


def receive(tx: Transaction, case_id: str, n: int) -> None:
    wanted = [each.seq for each in steps.materials_of(tx, case_id)]
    acceptance.receive_materials(tx, case_id, wanted[: n + 1] or [1])


def supplement(tx: Transaction, case_id: str, n: int) -> None:
    """All that the notice asks for, or its first."""
    asked = notices_of(tx, case_id)
    supplement_case(tx, case_id, None if n % 2 or not asked else [1])


def complete(tx: Transaction, case_id: str, n: int) -> None:
    result = COMPLETIONS[n % len(COMPLETIONS)]
    ending.complete_case(tx, case_id, result_code=result, handing=Handing(None, None, n % 2 == 0))


def _part(tx: Transaction, case_id: str, n: int) -> str:
    parts = parts_of(tx, case_id)
    return parts[n % len(parts)].id if parts else "none"


def undertake(tx: Transaction, case_id: str, n: int) -> None:
    answering.undertake(tx, _part(tx, case_id, n), "出具意见", steps.today(tx) + timedelta(days=n), "函〔2026〕9号")


def answer(tx: Transaction, case_id: str, n: int) -> None:
    state = ANSWERED[0 if n % 4 else n // 4 % len(ANSWERED)]
    answering.answer(tx, _part(tx, case_id, n), state, "请按意见整改", "函〔2026〕9号")


def begin(tx: Transaction, case_id: str, n: int) -> None:
    begin_stage(tx, case_id, "review", opinion=None if n % 3 == 0 else "齐全")


ACTS: Mapping[str, Acting] = {
    "receive": Acting("receive", receive, seldom=True),
    "notify": Acting("notify", lambda tx, case, n: give_notice(tx, case, [PHOTO] if n % 2 else [], None, "补充告知")),
    "supplement": Acting("supplement", supplement),
    "accept": Acting("accept", accept),
    "pause": Acting("pause", lambda tx, case, n: clockwork.pause_case(tx, case, "鉴定", n + 1)),
    "resume": Acting("resume", lambda tx, case, n: clockwork.resume_case(tx, case)),
    "extend": Acting("extend", lambda tx, case, n: clockwork.extend_case(tx, case, n + 1, "案情复杂")),
    "begin stage": Acting("stage", begin),
    "finish stage": Acting("stage", lambda tx, case, n: finish_stage(tx, case, 1 + n % 3, "完成")),
    "report": Acting("report", lambda tx, case, n: reporting.report_up(tx, case), "reported"),
    "send back": Acting("send_back", lambda tx, case, n: reporting.take_sent_back(tx, case, "缺签字"), "reported"),
    "follow up": Acting("follow_up", lambda tx, case, n: following.follow_up(tx, case, "正在办理"), "reported"),
    "answer above": Acting(
        "answer", lambda tx, case, n: following.record_answer(tx, case, n % 2 == 0, "已决定"), "reported"
    ),
    "tell": Acting("tell", lambda tx, case, n: following.tell_result(tx, case, "phone"), "reported"),
    "undertake": Acting(None, undertake, "joint"),
    "answer part": Acting(None, answer, "joint"),
    "ask anew": Acting(None, lambda tx, case, n: answering.reopen(tx, _part(tx, case, n), "已整改"), "joint"),
    "rule": Acting(None, lambda tx, case, n: settings.change_rule(tx, case, list(Rule)[n % 2], "急需开工"), "joint"),
    "complete": Acting("complete", complete),
    "deliver": Acting("deliver", lambda tx, case, n: deliver(tx, case)),
    "return": Acting(
        "return", lambda tx, case, n: ending.return_case(tx, case, "不符合条件", "指南所列条件"), seldom=True
    ),
    "withdraw": Acting("withdraw", lambda tx, case, n: ending.withdraw_case(tx, case, "本人放弃"), seldom=True),
    "lapse": Acting("lapse", lambda tx, case, n: ending.lapse_case(tx, case), seldom=True),
    "refer": Acting("refer", lambda tx, case, n: add_reference(tx, case, "省平台", f"{case}-{n}"), seldom=True),
    "archive": Acting("archive", lambda tx, case, n: archive_case(tx, case)),
}
