"""The centre as people see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import centre_of
from services.intake.items.catalogue.hours import sessions_in_force
from services.intake.items.catalogue.tables import Window, WindowClass


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
    return {
        "code": centre.code,
        "name": centre.name,
        "division": centre.division,
        "windows": [_window(window, classes, names) for window in windows],
        "hours": sessions_in_force(tx, code),
    }


def _window(window: Window, classes: dict[int, list[str]], names: dict[str, str]) -> dict[str, Any]:
    return {
        "number": window.number,
        "name": window.name,
        "prefix": window.prefix,
        "post_a": {"login": window.post_a, "name": names.get(window.post_a)},
        "post_b": {"login": window.post_b, "name": names.get(window.post_b)},
        "classes": classes.get(window.number, []),
        "location": window.location,
        "note": window.note,
    }
