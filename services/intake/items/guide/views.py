"""The guide as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from libs.common.transaction import ReadTransaction
from services.intake.casework.forms.facts import letterhead_of
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import contents_of, item_class, item_for_case, item_version, posts_of
from services.intake.items.catalogue.content import KIND_WORDS, REGULATIONS, ItemContent, MaterialContent, regulation_of
from services.intake.items.catalogue.drafting import scheduled_versions
from services.intake.items.catalogue.hours import hours_in_words, sessions_in_force
from services.intake.items.catalogue.rules import State
from services.intake.items.catalogue.tables import Centre, Draft, Item, Window, WindowClass
from services.intake.items.guide.rules import form_words, limit_words, need_words


def summaries(tx: ReadTransaction, items: Sequence[Item]) -> list[dict[str, Any]]:
    """``items`` for a list, in their order, with the names of their centres and windows."""
    centres = {item.centre for item in items}
    named = select(Centre.code, Centre.name).where(Centre.code.in_(centres))
    names: dict[str, str] = dict(tx.session.execute(named).all())
    rows = tx.session.execute(select(Window.centre, Window.number, Window.name).where(Window.centre.in_(centres)))
    windows = {(centre, number): name for centre, number, name in rows}
    return [
        {**_plain(item), "centre_name": names[item.centre], "window_name": windows.get((item.centre, item.window))}
        for item in items
    ]


def guide_of(tx: ReadTransaction, centre: str, code: str, version: int | None) -> dict[str, Any]:
    """Everything a person needs of an item: the version in force, or the one asked for.

    Raises ItemNotOffered, NotFound.
    """
    item = item_for_case(tx, centre, code) if version is None else item_version(tx, centre, code, version)
    (content,) = contents_of(tx, [item])
    enquiry, complaint = letterhead_of(tx, centre)
    following = tx.session.scalars(scheduled_versions(centre).where(Draft.code == code)).one_or_none()
    return {
        **summaries(tx, [item])[0],
        "state_words": State(item.state).words,
        "windows": _windows(tx, item),
        "posts": _names(tx, posts_of(tx, item)),
        "materials": _materials(content),
        "enquiry_phone": enquiry,
        "complaint_phone": complaint,
        "next_from": following.valid_from if following else None,
    }


def materials_asked(tx: ReadTransaction, item: Item) -> list[dict[str, Any]]:
    """The materials of a version, as people read them."""
    (content,) = contents_of(tx, [item])
    return _materials(content)


def _materials(content: ItemContent) -> list[dict[str, Any]]:
    return [_material(seq, material) for seq, material in enumerate(content.materials, 1)]


def _plain(item: Item) -> dict[str, Any]:
    regulation = regulation_of(item.kind, item.controlled)
    return {
        **{column.key: getattr(item, column.key) for column in Item.__table__.columns},
        "kind_words": KIND_WORDS[item.kind],
        "regulation": regulation,
        "regulation_words": REGULATIONS[regulation],
        "legal_limit_words": limit_words(item.legal_limit),
        "promised_limit_words": limit_words(item.promised_limit),
    }


def _material(seq: int, material: MaterialContent) -> dict[str, Any]:
    originals, photocopies = material.counts
    return {
        **vars(material),
        "seq": seq,
        "form_words": form_words(material),
        "originals": originals,
        "photocopies": photocopies,
        "need_words": need_words(material),
    }


def _windows(tx: ReadTransaction, item: Item) -> list[dict[str, Any]]:
    """Where the item is handled: its own window first, then the others that call its class."""
    calling = select(WindowClass.window).where(
        WindowClass.centre == item.centre, WindowClass.prefix == item_class(tx, item)
    )
    query = select(Window).where(
        Window.centre == item.centre, or_(Window.number == item.window, Window.number.in_(calling))
    )
    sessions = sessions_in_force(tx, item.centre)
    windows = tx.session.scalars(query.order_by(Window.number != item.window, Window.number)).all()
    return [
        {
            "number": window.number,
            "name": window.name,
            "location": window.location,
            "hours": hours_in_words(sessions, window.number),
            "extended_hours": hours_in_words(sessions, window.number, extended=True),
        }
        for window in windows
    ]


def _names(tx: ReadTransaction, posts: tuple[str | None, str | None]) -> dict[str, str | None]:
    named = select(Staff.login, Staff.name).where(Staff.login.in_([login for login in posts if login]))
    names: dict[str, str] = dict(tx.session.execute(named).all())
    return {post: names.get(login) if login else None for post, login in zip(("a", "b"), posts, strict=True)}
