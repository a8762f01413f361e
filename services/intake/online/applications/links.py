"""One-time links: 256 random bits, told once, kept as their hash, for one purpose, and over when that is done."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import select, update

from libs.common.identity.keyring import blind_index
from libs.common.identity.resident_id import InvalidIdentifier, check_phone
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import codes
from services.intake.casework.cases.applicant import PHONE
from services.intake.casework.cases.rules import State as CaseState
from services.intake.online.applications import refusals
from services.intake.online.applications.rules import require_linkable
from services.intake.online.applications.steps import case_of
from services.intake.online.applications.tables import Application, ApplicationLink
from services.intake.online.guesses import actions as guesses

BYTES = 32


def issue(tx: Transaction, application: Application, purpose: str) -> str:
    """A link's secret, for its person alone; an earlier one for the same purpose ends."""
    end_links(tx, application, purpose)
    secret = token_urlsafe(BYTES)
    tx.session.add(
        ApplicationLink(
            token_hash=_hash(secret),
            centre=application.centre,
            application_id=application.id,
            purpose=purpose,
            issued_at=tx.now,
            expires_at=tx.now + timedelta(hours=tx.settings.hall["application_link_hours"]),
            version=1,
        )
    )
    return secret


def renew(tx: Transaction, number: str, code: str, phone: str, purpose: str) -> tuple[Application, str]:
    """A new link for who holds number, code and phone.

    Raises LinkRefused (kept: it was counted), NotLinkable.
    """
    held = guesses.hold(tx, number)
    found = tx.session.scalars(
        select(Application).where(Application.number == number.strip().upper()).with_for_update()
    ).one_or_none()
    right = codes.matches(found.code_hash if found else None, found.number if found else number, code)
    same_phone = _phone_index(phone) == (found.phone_index if found else None)
    if not guesses.settle(tx, held, right=right and same_phone) or found is None:
        raise refusals.LinkRefused()
    case = case_of(tx, found)
    require_linkable(purpose, found.state, case is not None and case.state == CaseState.AWAITING)
    tx.audit("application.link", found.id, purpose=purpose)
    return found, issue(tx, found, purpose)


def by_link(tx: ReadTransaction, purposes: Collection[str] | None = None, *, lock: bool = False) -> Application:
    """The application that the caller's link leads to; ``purposes``: what it may be for (None: any).

    Raises LinkInvalid, LinkForOther.
    """
    link = tx.session.get(ApplicationLink, _hash(tx.link or ""))
    if link is None or link.ended_at is not None or link.expires_at <= tx.now:
        raise refusals.LinkInvalid()
    if purposes is not None and link.purpose not in purposes:
        raise refusals.LinkForOther(purpose=link.purpose)
    query = select(Application).where(Application.id == link.application_id)
    if lock:
        query = query.with_for_update()
        application = tx.session.scalars(query).one()
        # Whoever held the application until now may have ended the link.
        tx.session.refresh(link)
        if link.ended_at is not None:
            raise refusals.LinkInvalid()
        return application
    return tx.session.scalars(query).one()


def end_links(tx: Transaction, application: Application, purpose: str | None = None) -> int:
    """Spend or revoke the application's links (for ``purpose``, or all); how many ended."""
    ending = update(ApplicationLink).where(
        ApplicationLink.application_id == application.id, ApplicationLink.ended_at.is_(None)
    )
    if purpose is not None:
        ending = ending.where(ApplicationLink.purpose == purpose)
    return int(tx.session.execute(ending.values(ended_at=tx.now)).rowcount)  # type: ignore[attr-defined]


def _phone_index(phone: str) -> str:
    try:
        return blind_index(check_phone(phone), PHONE)
    except InvalidIdentifier:
        return blind_index(phone, PHONE)  # nobody's


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
