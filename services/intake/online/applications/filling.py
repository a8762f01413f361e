"""From the beginning of an online application to its submission, by its person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from sqlalchemy import func, select, update

from libs.common.clock import local
from libs.common.events.intake import APPLICATION_BEGUN, APPLICATION_SUBMITTED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.numbering import public_number
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases.applicant import applicant_columns
from services.intake.casework.cases.steps import today
from services.intake.hall.queue.hours import standing_sessions
from services.intake.items.catalogue.actions import centre_of, item_version, materials_of
from services.intake.items.catalogue.tables import Item
from services.intake.online.applications import links, rules
from services.intake.online.applications.offering import item_online
from services.intake.online.applications.refusals import AlreadyApplied, TooManyApplications
from services.intake.online.applications.rules import DAY, FILL, State
from services.intake.online.applications.steps import move, reply_columns, tell
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.rules import LIVE
from services.intake.online.attachments.tables import Attachment


def begin(
    tx: Transaction,
    centre: str,
    *,
    item_code: str,
    applicant: Mapping[str, Any],
    village_code: str | None = None,
    note: str | None = None,
) -> tuple[Application, str, str]:
    """A draft, with its code and the secret of the link to fill it by; both are told now and never again.

    Raises ItemNotOffered, NotOnline, InvalidIdentifier, TooManyApplications, NumbersExhausted.
    """
    place = centre_of(tx, centre)
    item = item_online(tx, centre, item_code)
    person = applicant_columns(applicant, today(tx))
    _require_not_flooding(tx, str(person["phone_index"]))
    number, code = public_number(tx, "W", place, item.window), codes.new_code()
    application = Application(
        id=new_id(),
        centre=centre,
        version=1,
        state=State.DRAFT,
        number=number,
        code_hash=codes.code_hash(number, code),
        item_code=item.code,
        item_version=item.version,
        item_name=item.name,
        window=item.window,
        village_code=village_code,
        note=note,
        begun_at=tx.now,
        changed_at=tx.now,
        provisional=False,
        **person,
    )
    tx.session.add(application)
    tx.session.flush()
    tell(tx, APPLICATION_BEGUN, application)
    tx.audit("application.begin", application.id, number=number, item=item.code)
    return application, code, links.issue(tx, application, FILL)


def _require_not_flooding(tx: ReadTransaction, phone_index: str) -> None:
    lately = select(func.count()).where(Application.phone_index == phone_index, Application.begun_at > tx.now - DAY)
    if tx.session.scalars(lately).one() >= tx.settings.hall["application_phone_daily"]:
        raise TooManyApplications(retry_after=3600)


def fill(tx: Transaction, *, applicant: Mapping[str, Any] | None = None, **said: Any) -> Application:
    """Change what the draft says; what is not said stays.

    Raises LinkInvalid, LinkForOther, IllegalMove, InvalidIdentifier, StaleVersion (If-Match).
    """
    application = links.by_link(tx, {FILL}, lock=True)
    person = applicant_columns(applicant, today(tx)) if applicant is not None else {}
    move(tx, application, "fill", **person, **said)
    tx.audit("application.fill", application.id)
    return application


def submit(tx: Transaction, incomplete: bool = False) -> Application:
    """Hand the draft in: from the day that it counts as received the window has five working days.

    ``incomplete``: the person hands it in although materials are missing. Raises LinkInvalid, LinkForOther,
    IllegalMove, ItemNotOffered, NotOnline, ApplicationIncomplete, AlreadyApplied, StaleVersion (If-Match).
    """
    application = links.by_link(tx, {FILL}, lock=True)
    rules.target(application.state, "submit")
    item = item_online(tx, application.centre, application.item_code)
    if item.version != application.item_version:
        _rebind(tx, application, item)
    required = [(each.seq, each.name) for each in materials_of(tx, item) if each.required and not each.conditional]
    rules.require_complete(required, _materials_there(tx, application), incomplete)
    _require_only_one(tx, application)
    received = rules.receipt(tx.now, closing_time(tx, application.centre, item.window), working_calendar(tx))
    dates = reply_columns(tx, tx.now, received)
    move(
        tx, application, "submit", submitted_at=tx.now, item_version=item.version, item_name=item.name,
        window=item.window, **dates,
    )  # fmt: skip
    links.end_links(tx, application)
    told = {"village_code": application.village_code, "received_on": received.on, "reply_by": dates["reply_by"]}
    tell(tx, APPLICATION_SUBMITTED, application, **told)
    tx.audit("application.submit", application.id, received_on=str(received.on), reply_by=str(dates["reply_by"]))
    return application


def closing_time(tx: ReadTransaction, centre: str, window: int) -> time | None:
    """When the window's ordinary hours end today; None on a day without any: nothing else is known then."""
    _, sessions = standing_sessions(tx, centre, local(tx.now).date())
    ends = [each.end for each in sessions if each.serves([window]) and not each.extended]
    return max(ends, default=None)


def _rebind(tx: Transaction, application: Application, item: Item) -> None:
    """The item was published anew since the draft began: files follow the names of their materials."""
    was = item_version(tx, application.centre, item.code, application.item_version)
    asked, now_asked = ({each.seq: each.name for each in materials_of(tx, one)} for one in (was, item))
    for attachment in _attachments(tx, application):
        if attachment.material_seq is not None:
            attachment.material_seq = rules.rebound(asked, now_asked).get(attachment.material_seq)


def _attachments(tx: ReadTransaction, application: Application) -> list[Attachment]:
    own = select(Attachment).where(Attachment.application_id == application.id, Attachment.state.in_(LIVE))
    return list(tx.session.scalars(own))


def _materials_there(tx: Transaction, application: Application) -> set[int]:
    tx.session.flush()
    return {each.material_seq for each in _attachments(tx, application) if each.material_seq is not None}


def _require_only_one(tx: Transaction, application: Application) -> None:
    """Of two that come at once the unique index lets one through; the other is tried again and comes here."""
    waiting = select(Application.id).where(
        Application.centre == application.centre,
        Application.item_code == application.item_code,
        Application.resident_id_index == application.resident_id_index,
        Application.state == State.SUBMITTED,
    )
    if tx.session.execute(waiting).first() is not None:
        raise AlreadyApplied()


def touch(tx: Transaction, application: Application) -> None:
    """A draft that something happens to is not abandoned."""
    tx.session.execute(update(Application).where(Application.id == application.id).values(changed_at=tx.now))
