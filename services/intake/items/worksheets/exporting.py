"""The catalogue in force as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from eventlet import tpool

from libs.common.clock import local
from libs.common.database import Database
from libs.common.http import Answer, Call
from services.intake.items.catalogue.actions import contents_of, items_in_force
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.tables import Item
from services.intake.items.worksheets.csv_pair import write_pair
from services.intake.items.worksheets.workbook import write_workbook
from services.intake.territory import acting_centre

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@dataclass(frozen=True)
class Format:
    """How a catalogue is written, and what the file is."""

    write: Callable[[Sequence[ItemContent], datetime], bytes]
    media_type: str
    extension: str


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(write_workbook, XLSX, "xlsx"),
    "csv": Format(write_pair, ZIP, "zip"),
}


def export(db: Database, call: Call, centre: str | None, how: str) -> Answer:
    """What is in force, by code. Raises Forbidden, Invalid (which centre?)."""
    with db.reading(call.actor, call.cause) as tx:
        where, now = acting_centre(tx, centre), local(tx.now)
        contents = contents_of(tx, tx.session.scalars(items_in_force(tx, where).order_by(Item.code)).all())
    chosen = FORMATS[how]
    body = tpool.execute(chosen.write, contents, now)
    ending = f"{where}-{now:%Y%m%d}.{chosen.extension}"
    name = f'attachment; filename="catalogue-{ending}"; filename*=UTF-8\'\'{quote(f"事项目录-{ending}")}'
    return Answer(200, body, chosen.media_type, [("Content-Disposition", name)])
