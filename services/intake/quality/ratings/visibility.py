"""Who must not see a rating: the clerk that it is about (N11)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.tables import Window
from services.intake.quality.ratings.tables import Rating


def about(login: str) -> ColumnElement[bool]:
    """Ratings of ``login``'s work. Where nobody is named, whoever holds a post of the window counts as rated."""
    posted = exists().where(
        Window.centre == Rating.centre,
        Window.number == Rating.window,
        or_(Window.post_a == login, Window.post_b == login),
    )
    # Never NULL: "not about" is asked as often, and NOT NULL would hide the rating from everybody.
    named = and_(Rating.clerk.is_not(None), Rating.clerk == login)
    return or_(named, and_(Rating.clerk.is_(None), posted))


def is_about(tx: ReadTransaction, rating: Rating, login: str) -> bool:
    """The same for one rating."""
    return rated_person(tx, rating.centre, rating.window, rating.clerk, login)


def rated_person(tx: ReadTransaction, centre: str, window: int, clerk: str | None, login: str) -> bool:
    """Whether ``login`` is who a rating of ``clerk`` (None: unsaid) at the window is about."""
    if clerk is not None:
        return clerk == login
    posts = select(Window.post_a, Window.post_b).where(Window.centre == centre, Window.number == window)
    return any(login in row for row in tx.session.execute(posts))
