"""Files that a person sends in by a link."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.database import Database
from libs.common.errors import NotFound
from libs.common.http.call import Call
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.casework.cases.rules import State as CaseState
from services.intake.items.catalogue.actions import item_version, materials_of
from services.intake.online.applications import links
from services.intake.online.applications.filling import touch
from services.intake.online.applications.refusals import NothingToSupplement
from services.intake.online.applications.rules import FILL, SUPPLEMENT, State
from services.intake.online.applications.steps import case_of
from services.intake.online.applications.tables import Application
from services.intake.online.attachments import window
from services.intake.online.attachments.keeping import attach, keep_paper
from services.intake.online.attachments.tables import Attachment

UPLOADING = (FILL, SUPPLEMENT)


def upload(db: Database, call: Call, material: int | None, content: bytes) -> Attachment:
    """Raises LinkInvalid, LinkForOther, NothingToSupplement, UnknownMaterial, and what keeping a paper raises."""
    with db.reading(call.actor, call.cause) as tx:
        tx.link = call.link
        _require_material(tx, _open(tx), material)
    paper = keep_paper(db.settings, content)
    with call.transaction(db) as tx:
        application = _open(tx, lock=True)
        found = attach(
            tx, paper, centre=application.centre, channel="online", name=call.file_name, case_id=application.case_id,
            application_id=application.id, material_seq=material,
        )  # fmt: skip
        touch(tx, application)
    return found


def take_away(tx: Transaction, attachment_id: str) -> Attachment:
    """The person takes a file back that is not handed in yet. Raises LinkInvalid, LinkForOther, NotFound."""
    application = _open(tx, lock=True)
    own = select(Attachment).where(Attachment.id == attachment_id, Attachment.application_id == application.id)
    attachment = tx.session.scalars(own.with_for_update()).one_or_none()
    handed_in = application.supplemented_at or application.submitted_at
    if attachment is None or (handed_in is not None and attachment.added_at <= handed_in):
        raise NotFound(f"附件 {attachment_id}")
    window.remove(tx, attachment, "person")
    touch(tx, application)
    return attachment


def _open(tx: ReadTransaction, *, lock: bool = False) -> Application:
    """The application while its person may add to it: a draft, or a case that waits for materials."""
    application = links.by_link(tx, UPLOADING, lock=lock)
    if application.state != State.DRAFT:
        case = case_of(tx, application, lock=lock)
        if case is None or case.state != CaseState.AWAITING:
            raise NothingToSupplement()
    return application


def _require_material(tx: ReadTransaction, application: Application, material: int | None) -> None:
    item = item_version(tx, application.centre, application.item_code, application.item_version)
    if material is not None and material not in {each.seq for each in materials_of(tx, item)}:
        raise UnknownMaterial(f"第{material}项", field="material")
