"""Boards over HTTP: the queue's for everybody, numbers only; the whereabouts of staff for staff."""

from __future__ import annotations

from typing import Any

from libs.common.errors import NotFound, Unauthenticated
from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction
from libs.terminal import vocabulary as words
from services.devices.boards.rules import WHEREABOUTS, empty
from services.devices.boards.schemas import BoardQuery, BoardView
from services.devices.boards.state import load_board


class BoardRoutes:
    @route("GET", "/boards/<name>", query=BoardQuery(), returns=BoardView(), roles=PUBLIC, summary="显示板")
    def show_board(self, tx: ReadTransaction, name: str, query: dict[str, Any]) -> Any:
        if name not in words.BOARDS:
            raise NotFound(f"board {name}")
        if name == WHEREABOUTS:
            # It hangs in the hall, for those who come. The world need not know which office is empty.
            if tx.actor.kind == "public":
                raise Unauthenticated()
            tx.actor.require_centre(query["centre"])
        row = load_board(tx, query["centre"], name)
        return {
            "board": name, "centre": query["centre"],
            "revision": row.revision if row else 0, "content": row.content if row else empty(name),
        }  # fmt: skip
