"""Editions over HTTP, the same in every service that follows the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.editions import queries
from libs.common.editions.bearers import Bearer
from libs.common.editions.book import Book
from libs.common.editions.schemas import EditionInFull, EditionView, MoveQuery, MoveView
from libs.common.http import Page, PageQuery, page, route
from libs.common.transaction import ReadTransaction

READERS = queries.IN_CHARGE | {Role.WINDOW_LEAD, Role.PETITION_OFFICER}


class EditionRoutes:
    """Mixed into a service that says what its ``book`` and ``bearers`` are."""

    book: Book
    bearers: Sequence[Bearer[Any]]

    @route(
        "GET", "/calendar/editions", query=PageQuery(), returns=Page(EditionView()), roles=READERS,
        summary="工作日历版次",
    )  # fmt: skip
    def list_editions(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """The newest first."""
        edition = self.book.edition
        found = page(tx, select(edition), order_by=[edition.number.desc()], **query)
        return {**found, "items": [queries.shown(item) for item in found["items"]]}

    @route(
        "GET", "/calendar/editions/<int(max=2147483647):number>", returns=EditionInFull(), roles=READERS,
        summary="一个版次：变动的日子与重算进度",
    )  # fmt: skip
    def show_edition(self, tx: ReadTransaction, number: int) -> Any:
        return queries.in_full(self.book, tx, self.bearers, number)

    @route(
        "GET", "/calendar/editions/<int(max=2147483647):number>/moves", query=MoveQuery(), returns=Page(MoveView()),
        roles=READERS, summary="因该版次变动的期限及原因",
    )  # fmt: skip
    def list_moves(self, tx: ReadTransaction, number: int, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = queries.find_moves(self.book, tx, number, **query)
        listed = page(tx, found, order_by=[self.book.move.id], cursor=cursor, limit=limit)
        return {**listed, "items": [queries.move_shown(self.book, move) for move in listed["items"]]}
