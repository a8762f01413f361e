"""Pausing and closing a window over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.intake.hall.queue.rules import StillCalling, StillServing, UnknownClass
from services.intake.hall.windows import rules
from services.intake.hall.windows.actions import change_window, set_skills
from services.intake.hall.windows.schemas import DutyView, OpenWindow, SetSkills, StopWindow
from services.intake.territory import acting_centre

AT_THE_WINDOW = (Role.CLERK, Role.WINDOW_LEAD)
IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)


class WindowRoutes:
    @route(
        "POST", "/windows/<int:number>/pause", body=StopWindow(), returns=DutyView(), roles=AT_THE_WINDOW,
        summary="窗口暂停", errors=(rules.AlreadyPaused,),
    )  # fmt: skip
    def pause(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return change_window(tx, "pause", acting_centre(tx, body.pop("centre")), number, clerk=tx.actor.id, **body)

    @route(
        "POST", "/windows/<int:number>/close", body=StopWindow(), returns=DutyView(), roles=AT_THE_WINDOW,
        summary="窗口关闭", errors=(rules.AlreadyClosed, StillCalling, StillServing),
    )  # fmt: skip
    def close(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return change_window(tx, "close", acting_centre(tx, body.pop("centre")), number, clerk=tx.actor.id, **body)

    @route(
        "POST", "/windows/<int:number>/open", body=OpenWindow(), returns=DutyView(), roles=AT_THE_WINDOW,
        summary="窗口恢复", errors=(rules.AlreadyOpen,),
    )  # fmt: skip
    def open(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return change_window(tx, "open", acting_centre(tx, body["centre"]), number, clerk=tx.actor.id)

    @route(
        "PUT", "/windows/<int:number>/classes", body=SetSkills(), roles=IN_CHARGE, summary="设置窗口业务范围与次序",
        errors=(UnknownClass,),
    )  # fmt: skip
    def put_skills(self, tx: Transaction, number: int, body: dict[str, Any]) -> None:
        ranks = {each["business_class"]: each["rank"] for each in body["classes"]}
        set_skills(tx, acting_centre(tx, body["centre"]), number, ranks)
