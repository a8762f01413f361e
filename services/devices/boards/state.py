"""Loading and saving a centre's boards."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from libs.common.ids import new_id
from libs.common.messaging.topology import MQTT_EXCHANGE
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.boards.rules import DELTA_SECONDS, QUEUE, Hall, empty
from services.devices.boards.tables import Board
from services.devices.commands.rules import body, hall_span

_TABLE = Board.__table__
# Made once: every change of the queue reads and keeps a board.
_LOAD = select(_TABLE).where(_TABLE.c.centre == bindparam("at"), _TABLE.c.name == bindparam("board"))
_LOCK = _LOAD.with_for_update()
_KEEP = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.centre == bindparam("at"), _TABLE.c.name == bindparam("board"))
    .values({name: bindparam(f"to_{name}") for name in ("revision", "content", "holders", "service_date")})
)


def load_board(tx: ReadTransaction, centre: str, name: str = QUEUE, *, lock: bool = False) -> Any:
    """The board's row, or None; a centre that has none yet has an empty one at revision 0."""
    return tx.session.execute(_LOCK if lock else _LOAD, {"at": centre, "board": name}).one_or_none()


def make_board(tx: Transaction, centre: str, name: str = QUEUE) -> Any:
    """The board's row, locked; made when there is none."""
    row = load_board(tx, centre, name, lock=True)
    if row is None:
        fresh = {"centre": centre, "name": name, "revision": 0, "content": empty(name), "holders": {}}
        tx.session.execute(insert(_TABLE), fresh)  # type: ignore[arg-type]
        row = load_board(tx, centre, name, lock=True)
    return row


def hall_of(row: Any) -> Hall:
    if row is None:
        return Hall()
    return Hall(content=deepcopy(row.content), holders=dict(row.holders))


def save_board(tx: Transaction, row: Any, hall: Hall, service_date: Any) -> None:
    """Keep the board and send one delta to all displays; nothing when nothing changed."""
    revision = row.revision + bool(hall.changed)
    same = revision == row.revision and hall.holders == row.holders and service_date == row.service_date
    if same:
        return
    keep_board(tx, row, revision, hall.content, hall.holders, service_date)
    if revision != row.revision:
        send_delta(tx, row, revision, hall.changes(), [])


def keep_board(
    tx: Transaction, row: Any, revision: int, content: dict[str, Any], holders: dict[str, str], service_date: Any
) -> None:
    kept = {"to_revision": revision, "to_content": content, "to_holders": holders, "to_service_date": service_date}
    tx.session.execute(_KEEP, {"at": row.centre, "board": row.name, **kept})


def send_delta(tx: Transaction, row: Any, revision: int, changed: dict[str, Any], removed: list[str]) -> None:
    """Tell all displays of the board how it goes on from the revision in ``row``."""
    message_id = new_id()
    delta = {"board": row.name, "revision": revision, "base": row.revision, "set": changed, "unset": removed}
    tx.send(
        MQTT_EXCHANGE,
        f"hall.{row.centre}.board.{row.name}",
        body(message_id, tx.now, delta, None),
        message_id=message_id,
        expires_at=tx.now + hall_span(tx.clock, DELTA_SECONDS),
    )
