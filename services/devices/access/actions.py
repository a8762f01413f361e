"""Answering the broker: one short read for each question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.devices.access.rules import VHOST, may_route, may_use, same_client
from services.devices.metrics import ACCESS_DENIED
from services.devices.registry.rules import LAST_LOOK, matches
from services.devices.registry.tables import Terminal


def sign_in(tx: ReadTransaction, question: Mapping[str, str]) -> bool:
    """Whether user name and password are those of an approved terminal, and the client id is its own.

    Not while connections of its earlier secret are being closed: the new one's would be closed with them.
    """
    kept = _centre_and_secret(tx, question)
    allowed = kept is not None and matches(question.get("password", ""), kept[1]) and same_client(question)
    return _counted("user", allowed and not _being_cut_off(tx, question))


def enter(tx: ReadTransaction, question: Mapping[str, str]) -> bool:
    kept = _centre_and_secret(tx, question)
    return _counted("vhost", kept is not None and question.get("vhost") == VHOST)


def use(tx: ReadTransaction, question: Mapping[str, str]) -> bool:
    kept = _centre_and_secret(tx, question)
    return _counted("resource", kept is not None and may_use(question))


def use_topic(tx: ReadTransaction, question: Mapping[str, str]) -> bool:
    kept = _centre_and_secret(tx, question)
    return _counted("topic", kept is not None and may_route(question, kept[0]) and same_client(question))


def _centre_and_secret(tx: ReadTransaction, question: Mapping[str, str]) -> tuple[str, str | None] | None:
    found = select(Terminal.centre, Terminal.secret_sha256).where(
        Terminal.id == question.get("username", ""), Terminal.state == "approved"
    )
    row = tx.session.execute(found).one_or_none()
    return None if row is None else (row.centre, row.secret_sha256)


def _being_cut_off(tx: ReadTransaction, question: Mapping[str, str]) -> bool:
    found = select(Terminal.cut_off_until).where(Terminal.id == question.get("username", ""))
    until = tx.session.execute(found).scalar_one_or_none()
    return until is not None and datetime.now(UTC) < until + LAST_LOOK


def _counted(name: str, allowed: bool) -> bool:
    if not allowed:
        ACCESS_DENIED.labels(name).inc()
    return allowed
