"""Reading what the papers are made of."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.forms.case_papers import CaseFacts
from services.intake.casework.forms.tables import Letterhead
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.mandates.tables import Mandate
from services.intake.casework.notices.actions import notices_of
from services.intake.casework.reviews.actions import planned_review
from services.intake.items.catalogue.actions import item_for_case, item_version, materials_of, window_of
from services.intake.items.catalogue.hours import hours_of
from services.intake.items.catalogue.tables import Item

USUAL_COMPLAINT_PHONE = "12345"


def facts_of_case(tx: ReadTransaction, case: Case) -> CaseFacts:
    """All that is known of the case; of the item the version that the case is pinned to."""
    item = item_version(tx, case.centre, case.item_code, case.item_version)
    return CaseFacts(
        item, window_of(tx, case.centre, case.window).name, hours_of(tx, case.centre, case.window),
        materials_of(tx, item), case, steps.materials_of(tx, case.id), notices_of(tx, case.id),
        parts_of(tx, case.id), planned_review(tx, case.id),
    )  # fmt: skip


def facts_of_item(tx: ReadTransaction, centre: str, code: str) -> CaseFacts:
    """For one who only asks: the version in force. Raises ItemNotOffered."""
    item = item_for_case(tx, centre, code)
    window = window_of(tx, centre, item.window)
    return CaseFacts(item, window.name, hours_of(tx, centre, window.number), materials_of(tx, item))


def letterhead_of(tx: ReadTransaction, centre: str) -> tuple[str, str]:
    """Enquiry and complaint phone; what is not set is left to the pen, or is the national hotline."""
    row = tx.session.get(Letterhead, centre)
    return (row.enquiry_phone, row.complaint_phone) if row else ("", USUAL_COMPLAINT_PHONE)


def names_of_matters(tx: ReadTransaction, mandate: Mandate) -> dict[str, str]:
    """The names of a mandate's matters by code, in force or not."""
    latest = (
        select(Item.code, Item.name)
        .where(Item.centre == mandate.centre, Item.code.in_(mandate.matters))
        .order_by(Item.version)
    )
    return {code: name for code, name in tx.session.execute(latest)}
