"""Which centre a request is about."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.errors import Invalid
from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.tables import Centre


def acting_centre(tx: ReadTransaction, asked: str | None) -> str:
    """The centre that was asked for or, unsaid, the only one the actor belongs to.

    Raises Forbidden for one outside the actor's territory, Invalid when it must be said.
    """
    if asked is not None:
        tx.actor.require_centre(asked)
        return asked
    own = tx.actor.centres - {"*"}
    if len(own) == 1 and "*" not in tx.actor.centres:
        return next(iter(own))
    raise Invalid("请指明中心", errors=[{"field": "centre", "message": "请指明中心"}])


def public_centre(tx: ReadTransaction, asked: str | None) -> str:
    """For public pages: the centre asked for or, unsaid, the only one there is. Raises NotFound, Invalid."""
    if asked is not None:
        return tx.one(Centre, asked).code
    codes = tx.session.scalars(select(Centre.code).limit(2)).all()
    if len(codes) != 1:
        raise Invalid("请指明中心", errors=[{"field": "centre", "message": "请指明中心"}])
    return codes[0]
