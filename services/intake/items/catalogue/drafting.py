"""Drafting a version of an item: begun, changed, made to begin now or on a day, taken back, discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.events.intake import ITEM_DRAFT_CHANGED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue import refusals
from services.intake.items.catalogue.actions import contents_of, in_force, items_in_force, place_of
from services.intake.items.catalogue.content import ItemContent, content_from
from services.intake.items.catalogue.faults import require_publishable
from services.intake.items.catalogue.publishing import lock_catalogue, put_in_force
from services.intake.items.catalogue.rules import DECIDING, State, require_from, target
from services.intake.items.catalogue.tables import Draft, Item


def begin_draft(tx: Transaction, centre: str, code: str, said: Mapping[str, Any]) -> Draft:
    """A draft of the item's next version, from the one in force or the last there was; of a new item from nothing.

    ``said`` replaces what the draft begins with. Raises NotFound (centre), DraftStands.
    """
    lock_catalogue(tx, centre)
    if (standing := _draft_of(tx, centre, code)) is not None:
        raise refusals.DraftStands(draft=standing.id)
    current = in_force(tx, centre, code)
    begun_from = current or _last_version(tx, centre, code)
    content = contents_of(tx, [begun_from])[0] if begun_from else ItemContent(code=code)
    draft = Draft(
        id=new_id(), centre=centre, code=code, version=1, state=State.DRAFT,
        base_version=current.version if current else None, content=_changed(content, said),
        drafted_by=tx.actor.id, drafted_at=tx.now, changed_by=tx.actor.id, changed_at=tx.now,
    )  # fmt: skip
    tx.session.add(draft)
    tx.session.flush()
    _tell(tx, draft)
    tx.audit("item.draft", draft.id, code=code, base=draft.base_version)
    return draft


def change_draft(tx: Transaction, draft_id: str, said: Mapping[str, Any]) -> Draft:
    """Replace what ``said`` names. Raises NotFound, Forbidden, IllegalMove, StaleVersion."""
    draft = draft_of_actor(tx, draft_id)
    target(draft.state, "change")
    content = _changed(content_from(draft.content), said)
    move(tx, draft, "change", content=content, changed_by=tx.actor.id, changed_at=tx.now)
    tx.audit("item.change_draft", draft.id, code=draft.code, fields=sorted(said))
    return draft


def rebase_draft(tx: Transaction, draft_id: str) -> Draft:
    """Its author has seen what came into force since, and the draft holds against that. Raises as ``change_draft``."""
    draft = draft_of_actor(tx, draft_id)
    lock_catalogue(tx, draft.centre)
    current = in_force(tx, draft.centre, draft.code)
    base = current.version if current else None
    move(tx, draft, "rebase", base_version=base, changed_by=tx.actor.id, changed_at=tx.now)
    tx.audit("item.rebase_draft", draft.id, code=draft.code, base=base)
    return draft


def publish_draft(
    tx: Transaction, draft_id: str, valid_from: date | None = None, *, despite_scheduled: bool = False
) -> Draft:
    """Put the draft in force now, or schedule it for a day to come (at 00:00 in the hall).

    A version that is scheduled already would undo one published now, unaware of it: ``despite_scheduled`` says that
    this is meant. Raises NotFound, Forbidden, IllegalMove, StaleVersion, ValidFromPast, DraftOutdated, ItemUnchanged,
    VersionScheduled, PromisedOverLegal, DisclosureIncomplete, ItemInvalid.
    """
    draft, today = draft_of_actor(tx, draft_id), local(tx.now).date()
    since = valid_from or today
    target(draft.state, "schedule")
    require_from(since, today)
    lock_catalogue(tx, draft.centre)
    content = content_from(draft.content)
    require_publishable(content, place_of(tx, draft.centre))
    _require_news(tx, draft, content)
    require_none_scheduled(tx, draft.centre, [draft.code], despite=despite_scheduled and since == today)
    if since == today:
        _enter(tx, draft, since, midnight=False)
    else:
        move(tx, draft, "schedule", valid_from=since)
        _tell(tx, draft)
        tx.audit("item.schedule", draft.id, code=draft.code, valid_from=str(since))
    return draft


def enter_scheduled(tx: Transaction, draft: Draft) -> None:
    """The day of a scheduled version has come. The caller holds the catalogue. Raises IllegalMove."""
    assert draft.valid_from is not None
    _enter(tx, draft, draft.valid_from, midnight=True)


def schedule_contents(tx: Transaction, centre: str, contents: Sequence[ItemContent], since: date) -> None:
    """Schedule ``contents`` (judged, none scheduled yet) for a day to come. The caller holds the catalogue."""
    versions = items_in_force(tx, centre).with_only_columns(Item.code, Item.version)
    standing = dict(tx.session.execute(versions).all())
    for content in contents:
        draft = Draft(
            id=new_id(), centre=centre, code=content.code, version=1, state=State.SCHEDULED, valid_from=since,
            base_version=standing.get(content.code), content=content.as_json(),
            drafted_by=tx.actor.id, drafted_at=tx.now, changed_by=tx.actor.id, changed_at=tx.now,
        )  # fmt: skip
        tx.session.add(draft)
        _tell(tx, draft)
        tx.audit("item.schedule", draft.id, code=content.code, valid_from=str(since))
    tx.session.flush()


def recall_draft(tx: Transaction, draft_id: str) -> Draft:
    """A scheduled version is a draft again. Raises NotFound, Forbidden, IllegalMove, StaleVersion, DraftStands."""
    draft = draft_of_actor(tx, draft_id)
    target(draft.state, "recall")
    lock_catalogue(tx, draft.centre)
    if (standing := _draft_of(tx, draft.centre, draft.code)) is not None:
        raise refusals.DraftStands(draft=standing.id)
    move(tx, draft, "recall", valid_from=None)
    _tell(tx, draft)
    tx.audit("item.recall", draft.id, code=draft.code)
    return draft


def discard_draft(tx: Transaction, draft_id: str) -> Draft:
    """One that is scheduled was decided on: whoever may decide discards it.

    Raises NotFound, Forbidden, IllegalMove, StaleVersion.
    """
    draft = draft_of_actor(tx, draft_id)
    if draft.state == State.SCHEDULED:
        tx.actor.require(*DECIDING)
    move(tx, draft, "discard")
    _tell(tx, draft)
    tx.audit("item.discard_draft", draft.id, code=draft.code)
    return draft


def draft_of_actor(tx: ReadTransaction, draft_id: str) -> Draft:
    """Raises NotFound, Forbidden (属地)."""
    draft = tx.session.get(Draft, draft_id)
    if draft is None:
        raise NotFound(f"事项草稿 {draft_id}")
    tx.actor.require_centre(draft.centre)
    return draft


def scheduled_versions(centre: str) -> Select[Draft]:
    return select(Draft).where(Draft.centre == centre, Draft.state == State.SCHEDULED)


def require_none_scheduled(tx: ReadTransaction, centre: str, codes: list[str], *, despite: bool) -> None:
    """Raises VersionScheduled, unless ``despite``."""
    waiting = {} if despite else {
        each.code: str(each.valid_from)
        for each in tx.session.scalars(scheduled_versions(centre).where(Draft.code.in_(codes)).order_by(Draft.code))
    }  # fmt: skip
    if waiting:
        raise refusals.VersionScheduled(items=waiting)


def move(tx: Transaction, draft: Draft, verb: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``; ``draft`` shows it. Raises IllegalMove, StaleVersion (If-Match)."""
    origin = draft.state
    to = target(origin, verb)
    tx.moved(Draft, draft.id, origin=[origin], to=to, version=tx.if_match, otherwise=refusals.IllegalMove, **values)


def _enter(tx: Transaction, draft: Draft, since: date, *, midnight: bool) -> None:
    (item,) = put_in_force(tx, draft.centre, [content_from(draft.content)], since, midnight=midnight)
    move(tx, draft, "publish", valid_from=since, item_version=item.version)
    _tell(tx, draft)


def _changed(content: ItemContent, said: Mapping[str, Any]) -> dict[str, Any]:
    return content_from({**content.as_json(), **said}).as_json()


def _require_news(tx: Transaction, draft: Draft, content: ItemContent) -> None:
    current = in_force(tx, draft.centre, draft.code)
    now = current.version if current else None
    if draft.base_version != now:
        raise refusals.DraftOutdated(base=draft.base_version, current=now)
    if current is not None and current.fingerprint == content.fingerprint:
        raise refusals.ItemUnchanged()


def _draft_of(tx: ReadTransaction, centre: str, code: str) -> Draft | None:
    query = select(Draft).where(Draft.centre == centre, Draft.code == code, Draft.state == State.DRAFT)
    return tx.session.scalars(query).one_or_none()


def _last_version(tx: ReadTransaction, centre: str, code: str) -> Item | None:
    query = select(Item).where(Item.centre == centre, Item.code == code).order_by(Item.version.desc())
    return tx.session.scalars(query.limit(1)).one_or_none()


def _tell(tx: Transaction, draft: Draft) -> None:
    told = {"item_code": draft.code, "state": draft.state, "valid_from": draft.valid_from, "at": tx.now}
    tx.emit(ITEM_DRAFT_CHANGED, draft.id, draft.centre, {"draft_id": draft.id, **told})

