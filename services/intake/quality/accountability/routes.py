"""Accountability over HTTP: a clerk sees and answers the own entries, a director decides those of others."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.quality.accountability import actions, rules, schemas
from services.intake.quality.accountability.tables import AccountabilityEntry
from services.intake.territory import acting_centre

CONCERNED = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR)
READERS = (*CONCERNED, Role.AUDITOR)
FIGURES = (Role.DIRECTOR, Role.REPORTER, Role.AUDITOR)
MOVES = rules.AccountabilityMoveRefused.__subclasses__()


class AccountabilityRoutes:
    @route(
        "POST", "/accountability", body=schemas.OpenComplaint(), returns=schemas.EntryView(), status=201,
        roles={Role.DIRECTOR}, summary="查实的投诉立案", errors=(rules.UnknownPerson, actions.AlreadyOpened),
    )  # fmt: skip
    def open_complaint(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.open_complaint(tx, acting_centre(tx, body.pop("centre")), **body)

    @route(
        "GET", "/accountability", query=schemas.EntryQuery(), returns=Page(schemas.EntryView()), roles=READERS,
        summary="责任追究清单",
    )  # fmt: skip
    def list_entries(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """All of the centre for director and auditor, one's own for everybody else."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.find(tx, acting_centre(tx, query.pop("centre")), **query)
        order = [AccountabilityEntry.opened_at.desc(), AccountabilityEntry.id.desc()]
        return page(tx, found, order_by=order, cursor=cursor, limit=limit)

    @route(
        "GET", "/accountability/figures", query=schemas.AppraisalQuery(), returns=schemas.Appraisal(), roles=FIGURES,
        summary="责任追究统计，供考核",
    )  # fmt: skip
    def show_appraisal(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"rows": actions.figures(tx, acting_centre(tx, query.pop("centre")), **query)}

    @route("GET", "/accountability/<entry_id>", returns=schemas.EntryView(), roles=READERS, summary="责任追究事项")
    def show_entry(self, tx: ReadTransaction, entry_id: str) -> Any:
        return actions.see(tx, entry_id)

    @route(
        "POST", "/accountability/<entry_id>/assign", body=schemas.Assign(), returns=schemas.EntryView(),
        roles={Role.DIRECTOR}, if_match=True, summary="确定当事人", errors=(*MOVES, rules.UnknownPerson),
    )  # fmt: skip
    def assign_entry(self, tx: Transaction, entry_id: str, body: dict[str, Any]) -> Any:
        return actions.assign(tx, entry_id, **body)

    @route(
        "POST", "/accountability/<entry_id>/statement", body=schemas.Statement(), returns=schemas.EntryView(),
        roles=CONCERNED, summary="当事人说明", errors=(*MOVES, rules.NotTheOneConcerned),
    )  # fmt: skip
    def give_statement(self, tx: Transaction, entry_id: str, body: dict[str, Any]) -> Any:
        return actions.give_statement(tx, entry_id, **body)

    @route(
        "POST", "/accountability/<entry_id>/decide", body=schemas.Decision(), returns=schemas.EntryView(),
        roles={Role.DIRECTOR}, if_match=True, summary="作出决定",
        errors=(*MOVES, rules.NobodyNamed, rules.NotHeardYet, rules.OwnEntry),
    )  # fmt: skip
    def decide_entry(self, tx: Transaction, entry_id: str, body: dict[str, Any]) -> Any:
        return actions.decide(tx, entry_id, **body)
