"""Limits of classes and priority grounds over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.clock import local
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.classes import actions
from services.intake.hall.classes.schemas import (
    GroundQuery,
    GroundsUsed,
    GroundView,
    RuleQuery,
    RuleView,
    SetGround,
    SetRule,
)
from services.intake.hall.queue.rules import UnknownClass
from services.intake.territory import acting_centre

IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)
LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER)


class ClassRoutes:
    @route("GET", "/classes/<prefix>", query=RuleQuery(), returns=RuleView(), roles=LOOKING, summary="号类限额与预警")
    def show_rule(self, tx: ReadTransaction, prefix: str, query: dict[str, Any]) -> Any:
        return actions.rule_of(tx, acting_centre(tx, query["centre"]), prefix)

    @route(
        "PUT", "/classes/<prefix>", body=SetRule(), returns=RuleView(), roles=IN_CHARGE,
        summary="设置号类限额与预警", errors=(UnknownClass,),
    )  # fmt: skip
    def put_rule(self, tx: Transaction, prefix: str, body: dict[str, Any]) -> Any:
        return actions.set_rule(tx, acting_centre(tx, body.pop("centre")), prefix, **body)

    @route(
        "GET", "/priority-grounds", query=GroundQuery(), returns=GroundsUsed(), roles=LOOKING,
        summary="优先事由及使用情况",
    )  # fmt: skip
    def list_grounds(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        today = local(tx.now).date()
        first, last = query["first"] or today, query["last"] or today
        return {"grounds": actions.grounds_used(tx, acting_centre(tx, query["centre"]), first, last)}

    @route(
        "PUT", "/priority-grounds/<name>", body=SetGround(), returns=GroundView(), roles=IN_CHARGE,
        summary="设置优先事由",
    )  # fmt: skip
    def put_ground(self, tx: Transaction, name: str, body: dict[str, Any]) -> Any:
        return actions.set_ground(tx, acting_centre(tx, body.pop("centre")), name, **body)
