"""Finding items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_

from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.actions import items_in_force
from services.intake.items.catalogue.tables import Item, Window, WindowClass
from services.intake.items.guide.rules import START, Term, terms_of
from services.intake.items.guide.tables import GuideEntry

FLAGS = ("delegable", "bookable", "home_visit", "controlled")


def find_items(
    tx: ReadTransaction,
    centre: str | None,
    *,
    text: str | None = None,
    window: int | None = None,
    kind: str | None = None,
    **flags: bool | None,
) -> tuple[Select[Any], list[Any]]:
    """The items in force at ``centre`` (None: at any), and their order: the closer to what was typed, the earlier.

    ``text``: name, initials, pinyin or code, or parts of them. ``window``: where the item can be handled, which may be
    at several. ``flags``: those of FLAGS, None for either.
    """
    query = items_in_force(tx, centre)
    order: list[Any] = [Item.code, Item.centre]
    if terms := terms_of(text or ""):
        query = query.join(GuideEntry, GuideEntry.item_id == Item.id).where(*(_found(term) for term in terms))
        order.insert(0, _rank(terms[0]))
    if window is not None:
        query = query.where(_handled_at(window))
    if kind is not None:
        query = query.where(Item.kind == kind)
    for flag in FLAGS:
        if (wanted := flags.get(flag)) is not None:
            query = query.where(getattr(Item, flag).is_(wanted))
    return query, order


def _found(term: Term) -> ColumnElement[bool]:
    places = [
        GuideEntry.plain.contains(term.plain, autoescape=True),
        GuideEntry.code.contains(term.plain, autoescape=True),
    ]
    if term.spoken is not None:
        places.append(GuideEntry.initials.contains(term.spoken, autoescape=True))
        places.append(GuideEntry.sounds.contains(START + term.spoken, autoescape=True))
    return or_(*places)


def _rank(term: Term) -> ColumnElement[int]:
    """The very thing, then what begins so, then what has it within; written before read, initials before pinyin."""
    within = [(GuideEntry.plain.contains(term.plain, autoescape=True), 4)]
    begins = [
        (or_(GuideEntry.code == term.plain, GuideEntry.plain == term.plain), 0),
        (GuideEntry.plain.startswith(term.plain, autoescape=True), 1),
    ]
    if term.spoken is not None:
        begins.append((GuideEntry.initials.startswith(term.spoken, autoescape=True), 2))
        begins.append((GuideEntry.sounds.startswith(START + term.spoken, autoescape=True), 3))
        within.append((GuideEntry.initials.contains(term.spoken, autoescape=True), 5))
    return case(*begins, *within, else_=literal(6)).label("rank")


def _handled_at(window: int) -> ColumnElement[bool]:
    """Where the item belongs, and wherever its class (号类) is called too."""
    called = exists().where(
        Window.centre == Item.centre,
        Window.number == Item.window,
        WindowClass.centre == Item.centre,
        WindowClass.window == window,
        WindowClass.prefix == func.coalesce(Item.business_class, Window.prefix),
    )
    return or_(Item.window == window, called)
