"""Reading the catalogue for people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.catalogue.actions import centre_of, item_for_case, item_version, materials_of
from services.intake.catalogue.tables import Item, OpeningHours, Window, WindowClass
from services.intake.staff.tables import Staff


def item_view(tx: ReadTransaction, centre: str, code: str, version: int | None) -> dict[str, Any]:
    """The guide of an item: the version in force, or the one asked for."""
    item = item_for_case(tx, centre, code) if version is None else item_version(tx, centre, code, version)
    name = tx.session.scalar(select(Window.name).where(Window.centre == centre, Window.number == item.window))
    columns = {column.key: getattr(item, column.key) for column in Item.__table__.columns}
    return {**columns, "window_name": name, "materials": materials_of(tx, item)}


def centre_view(tx: ReadTransaction, code: str) -> dict[str, Any]:
    """The centre with windows (A and B post by name, classes in the order they are called) and hours in force."""
    centre = centre_of(tx, code)
    windows = tx.session.scalars(select(Window).where(Window.centre == code).order_by(Window.number)).all()
    classes: dict[int, list[str]] = {}
    ranked = select(WindowClass).where(WindowClass.centre == code).order_by(WindowClass.rank, WindowClass.prefix)
    for served in tx.session.scalars(ranked):
        classes.setdefault(served.window, []).append(served.prefix)
    logins = {login for window in windows for login in (window.post_a, window.post_b)}
    names: dict[str, str] = dict(
        tx.session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(logins))).all()
    )
    hours = tx.session.scalars(
        select(OpeningHours)
        .where(OpeningHours.centre == code, OpeningHours.active)
        .order_by(OpeningHours.weekday, OpeningHours.start)
    ).all()
    return {
        "code": centre.code,
        "name": centre.name,
        "division": centre.division,
        "windows": [_window(window, classes, names) for window in windows],
        "hours": hours,
    }


def _window(window: Window, classes: dict[int, list[str]], names: dict[str, str]) -> dict[str, Any]:
    return {
        "number": window.number,
        "name": window.name,
        "prefix": window.prefix,
        "post_a": {"login": window.post_a, "name": names.get(window.post_a)},
        "post_b": {"login": window.post_b, "name": names.get(window.post_b)},
        "classes": classes.get(window.number, []),
        "note": window.note,
    }
