"""Editors of the catalogue for tests: short acts on versions of items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Actor, Role
from services.intake.items.catalogue import drafting, ending
from services.intake.items.catalogue.sweeps import follow_days
from services.intake.items.catalogue.tables import Draft, Item
from tests.integration.intake.case_desk import DIRECTOR, Desk, day

CENTRE, PLAIN = "taozhu", "BM-GT-003"
LEAD = Actor(id="lead", roles=frozenset({Role.WINDOW_LEAD}), centres=frozenset({CENTRE}))


def draft(desk: Desk, code: str = PLAIN, **said: Any) -> str:
    with desk.act(LEAD) as tx:
        return drafting.begin_draft(tx, CENTRE, code, said).id


def publish(desk: Desk, draft_id: str, valid_from: str | None = None, **more: Any) -> Draft:
    with desk.act(DIRECTOR) as tx:
        return drafting.publish_draft(tx, draft_id, day(valid_from) if valid_from else None, **more)


def new_version(desk: Desk, code: str = PLAIN, valid_from: str | None = None, **said: Any) -> Draft:
    return publish(desk, draft(desk, code, **said), valid_from)


def material(name: str, form: str, copies: int) -> dict[str, Any]:
    needed = {"required": True, "conditional": False, "source": "申请人自备"}
    return {"name": name, "form": form, "copies": copies, **needed}


def sweep(desk: Desk, moment: str) -> int:
    """What the moment brings; asked twice, done once."""
    desk.at(moment)
    with desk.act() as tx:
        done = follow_days(tx)
    with desk.act() as tx:
        assert follow_days(tx) == 0
    return done


def versions(desk: Desk, code: str = PLAIN) -> list[tuple[Any, ...]]:
    """Version, state, first and last day, oldest first."""
    with desk.db.reading() as tx:
        items = tx.session.scalars(select(Item).where(Item.code == code).order_by(Item.version))
        return [(item.version, item.state, str(item.valid_from), str(item.valid_until)) for item in items]


def end(desk: Desk, last_day: str | None, code: str = PLAIN) -> Item:
    with desk.act(DIRECTOR) as tx:
        return ending.end_item(tx, CENTRE, code, day(last_day) if last_day else None, "政策调整，咨询13800001234")
