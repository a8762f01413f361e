"""Changing settings at any level, telling terminals, and hearing how far they have followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.commands.actions import Answered, Order, give
from services.devices.configuration.rules import EVERYONE, Sourced, check_settings, desired, resolve
from services.devices.configuration.tables import Configuration, Profile
from services.devices.registry.recipients import Recipient, own_terminal, recipient, recipients
from services.devices.registry.tables import Terminal
from services.devices.signage.lists import refresh
from services.devices.speech.clips import known_languages


def put_profile(tx: Transaction, centre: str, name: str, settings: dict[str, Any]) -> Profile:
    """Set a profile's settings, those of ``all`` among them, and tell whom it concerns. Raises Invalid."""
    tx.actor.require_centre(centre)
    check_settings(settings, known_languages(tx.settings))
    row = tx.session.get(Profile, (centre, name))
    if row is None:
        row = Profile(centre=centre, name=name, version=0)
        tx.session.add(row)
    row.settings, row.version = settings, row.version + 1
    tx.session.flush()
    tx.audit("profile.put", f"{centre}/{name}", names=sorted(settings))
    concerned = select(Configuration.terminal_id).where(Configuration.centre == centre)
    if name != EVERYONE:
        concerned = concerned.where(Configuration.profile == name)
    _renew(tx, centre, tx.session.execute(concerned).scalars())
    return row


def choose_profile(tx: Transaction, terminal_id: str, name: str | None) -> dict[str, Any]:
    """Give a terminal another profile, or none. Raises NotFound for a profile that does not exist."""
    terminal = own_terminal(tx, terminal_id)
    if name == EVERYONE or (name is not None and tx.session.get(Profile, (terminal.centre, name)) is None):
        raise NotFound(f"profile {name}")
    tx.one(Configuration, terminal_id).profile = name
    tx.session.flush()
    tx.audit("terminal.profile", terminal_id, profile=name)
    _renew(tx, terminal.centre, [terminal_id])
    if terminal.kind == "led":
        refresh(tx, terminal.centre)  # programmes may be for a profile
    return show_configuration(tx, terminal_id)


def renew(tx: Transaction, terminal: Terminal) -> None:
    """The terminal's own settings have changed, or it is new."""
    if tx.session.get(Configuration, terminal.id) is None:
        tx.session.add(Configuration.none(terminal.id, terminal.centre))
    tx.session.flush()
    _renew(tx, terminal.centre, [terminal.id])


def show_configuration(tx: ReadTransaction, terminal_id: str) -> dict[str, Any]:
    """What holds for a terminal, where each value comes from, and whether the terminal has it."""
    terminal = own_terminal(tx, terminal_id)
    row = tx.one(Configuration, terminal_id)
    resolved = _resolved(tx, terminal.centre, [(row, terminal.settings)])[terminal_id]
    settings = [{"name": name, "value": each.value, "origin": each.origin} for name, each in resolved.items()]
    shown = {column.key: getattr(row, column.key) for column in Configuration.__table__.columns}
    return {**shown, "id": terminal_id, "settings": settings}


def hear(tx: Transaction, answered: Sequence[Answered]) -> None:
    """Take answers to ``configure``: the version is the terminal's now, or it says why not."""
    for each in answered:
        version = each.data.get("version")
        if each.name != words.CONFIGURE or version is None:
            continue
        row = tx.one(Configuration, each.answer.terminal_id)
        if each.answer.outcome == "done":
            _reported(tx, row, version)
        elif version == row.desired_version:
            row.refusal = (each.answer.reason or each.answer.outcome)[:200]


def greet_with_settings(tx: Transaction, to: Recipient, held: int | None) -> None:
    """The terminal is back: tell it what it should have, unless it has it. ``held`` is what it says, if it does."""
    row = tx.one(Configuration, to.id)
    if held is not None and held != row.reported_version:
        _reported(tx, row, held)
    if row.reported_version != row.desired_version:
        give(tx, [_order(to, row)])


def forget_reported(tx: Transaction, terminal_id: str) -> None:
    """Another device stands there: it has nothing yet."""
    row = tx.one(Configuration, terminal_id)
    row.reported_version, row.reported_at = 0, None
    row.pending_since = tx.now if row.desired_version else None


def _reported(tx: Transaction, row: Configuration, version: int) -> None:
    row.reported_version, row.reported_at = version, tx.now
    if version == row.desired_version:
        row.pending_since = row.refusal = None
    else:
        row.pending_since = row.pending_since or tx.now


def _renew(tx: Transaction, centre: str, ids: Iterable[str]) -> None:
    found = select(Configuration, Terminal.settings).join(Terminal, Terminal.id == Configuration.terminal_id)
    found = found.where(Configuration.terminal_id.in_(list(ids))).order_by(Configuration.terminal_id)
    rows = [(row, settings) for row, settings in tx.session.execute(found.with_for_update(of=Configuration))]
    resolved = _resolved(tx, centre, rows)
    changed = {}
    for row, _ in rows:
        wanted = desired(resolved[row.terminal_id], row.desired)
        if wanted != row.desired:
            row.desired, row.desired_version = wanted, row.desired_version + 1
            row.pending_since, row.refusal = row.pending_since or tx.now, None
            changed[row.terminal_id] = row
    if not changed:
        return
    tx.session.flush()
    if len(changed) > 1:
        told = recipients(tx, centre)
    else:
        told = [to for each in changed if (to := recipient(tx, each)) is not None]
    # Those who are away are told when they say hello.
    give(tx, [_order(to, changed[to.id]) for to in told if to.id in changed and to.connected])


def _resolved(
    tx: ReadTransaction, centre: str, rows: Sequence[tuple[Configuration, dict[str, Any]]]
) -> dict[str, dict[str, Sourced]]:
    names = {EVERYONE} | {row.profile for row, _ in rows if row.profile}
    found = select(Profile.name, Profile.settings).where(Profile.centre == centre, Profile.name.in_(names))
    levels: dict[str, dict[str, Any]] = {name: settings for name, settings in tx.session.execute(found)}
    return {
        row.terminal_id: resolve(levels.get(EVERYONE, {}), levels.get(row.profile or "", {}), own) for row, own in rows
    }


def _order(to: Recipient, row: Configuration) -> Order:
    return Order(to, words.CONFIGURE, {"settings": row.desired, "version": row.desired_version})
