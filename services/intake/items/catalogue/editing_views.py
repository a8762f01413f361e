"""Drafts as editors see them: what they lack, how they differ; and what of the catalogue no longer holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.actions import contents_of, in_force, items_in_force, place_of
from services.intake.items.catalogue.content import ItemContent, content_from
from services.intake.items.catalogue.differences import differences
from services.intake.items.catalogue.drafting import scheduled_versions
from services.intake.items.catalogue.faults import Fault, faults_of
from services.intake.items.catalogue.rules import State
from services.intake.items.catalogue.tables import Draft, Item


def summary_of(draft: Draft) -> dict[str, Any]:
    columns = {column.key: getattr(draft, column.key) for column in Draft.__table__.columns}
    return {**columns, "name": draft.content["name"], "state_words": State(draft.state).words}


def draft_view(tx: ReadTransaction, draft: Draft) -> dict[str, Any]:
    """The draft, with what keeps it from being published today, and its differences to what is in force."""
    content, current = content_from(draft.content), in_force(tx, draft.centre, draft.code)
    standing = contents_of(tx, [current])[0] if current else ItemContent(code=draft.code)
    version = current.version if current else None
    open_ = draft.state in (State.DRAFT, State.SCHEDULED)
    return {
        **summary_of(draft),
        "content": content.as_json(),
        "faults": faults_of(content, place_of(tx, draft.centre)) if open_ else [],
        "current_version": version,
        "outdated": open_ and draft.base_version != version,
        "differences": differences(standing, content) if open_ else [],
    }


def find_drafts(centre: str, state: str | None, code: str | None) -> Select[Draft]:
    query = select(Draft).where(Draft.centre == centre)
    if state is not None:
        query = query.where(Draft.state == state)
    return query if code is None else query.where(Draft.code == code)


def versions_of(centre: str, code: str) -> Select[Item]:
    return select(Item).where(Item.centre == centre, Item.code == code)


def catalogue_faults(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """What would not be published any more as it stands: a window is gone, a post has left, a base is outdated."""
    place = place_of(tx, centre)
    items = tx.session.scalars(items_in_force(tx, centre).order_by(Item.code)).all()
    found = [
        {"code": item.code, "name": item.name, "version": item.version, "draft_id": None, "faults": faults}
        for item, content in zip(items, contents_of(tx, items), strict=True)
        if (faults := faults_of(content, place))
    ]
    versions = {item.code: item.version for item in items}
    for draft in tx.session.scalars(scheduled_versions(centre).order_by(Draft.code)):
        faults = faults_of(content_from(draft.content), place)
        if draft.base_version != (now := versions.get(draft.code)):
            faults.append(Fault("base_version", "outdated", f"依据第{draft.base_version}版起草，现行为第{now}版"))
        if faults:
            name = draft.content["name"]
            found.append(
                {"code": draft.code, "name": name, "version": None, "draft_id": draft.id, "faults": faults}
            )
    return found
