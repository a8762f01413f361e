"""The public boards over HTTP: what hangs on the wall anyway, numbers only."""

from __future__ import annotations

from typing import Any

from libs.common.errors import NotFound
from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction
from services.devices.boards.rules import QUEUE, empty
from services.devices.boards.schemas import BoardQuery, BoardView
from services.devices.boards.state import load_board


class BoardRoutes:
    @route("GET", "/boards/<name>", query=BoardQuery(), returns=BoardView(), roles=PUBLIC, summary="公共显示板")
    def show_board(self, tx: ReadTransaction, name: str, query: dict[str, Any]) -> Any:
        if name != QUEUE:
            raise NotFound(f"board {name}")
        row = load_board(tx, query["centre"])
        return {
            "board": name, "centre": query["centre"],
            "revision": row.revision if row else 0, "content": row.content if row else empty(),
        }  # fmt: skip
