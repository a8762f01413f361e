"""Keeping the units, and finding the centre that a question is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select

from libs.common.transaction import ReadTransaction, Transaction
from services.reporting.units.rules import UnitKind, only_centre
from services.reporting.units.tables import Unit


@dataclass(frozen=True)
class UnitDraft:
    """A unit as a sheet names it."""

    kind: UnitKind
    code: str
    name: str


def set_units(tx: Transaction, centre: str, drafts: Iterable[UnitDraft]) -> None:
    """Make ``drafts`` the units of ``centre``, shown in their order."""
    tx.session.execute(delete(Unit).where(Unit.centre == centre))
    tx.session.add_all(
        Unit(centre=centre, kind=draft.kind.value, code=draft.code, name=draft.name, position=position)
        for position, draft in enumerate(drafts)
    )
    tx.session.flush()


def units_of(tx: ReadTransaction, centre: str) -> list[Unit]:
    """The units of ``centre``, in the order of its sheets."""
    return list(tx.session.scalars(select(Unit).where(Unit.centre == centre).order_by(Unit.position)))


def centre_asked(tx: ReadTransaction, centre: str | None) -> str:
    """The centre that is meant, within the actor's territory. Raises CentreMissing, Forbidden."""
    if centre is None:
        named = {code for code in tx.actor.centres if code != "*"}
        centre = only_centre(named or set(tx.session.scalars(select(Unit.centre).distinct())))
    tx.actor.require_centre(centre)
    return centre
