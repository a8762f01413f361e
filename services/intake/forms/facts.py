"""Reading what the papers are made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.cases import steps
from services.intake.cases.tables import Case
from services.intake.catalogue.actions import item_for_case, item_version, materials_of, window_of
from services.intake.catalogue.tables import Item, OpeningHours
from services.intake.forms.case_papers import CaseFacts
from services.intake.forms.tables import Letterhead
from services.intake.joint.parts import parts_of
from services.intake.mandates.tables import Mandate
from services.intake.notices.actions import notices_of
from services.intake.reviews.actions import planned_review

WEEKDAYS = "一二三四五六日"
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


def hours_of(tx: ReadTransaction, centre: str, window: int) -> str:
    """周一至周五 08:30—11:30、14:00—17:00: the regular sessions of the window in force."""
    rows = tx.session.scalars(
        select(OpeningHours)
        .where(OpeningHours.centre == centre, OpeningHours.active, OpeningHours.kind != "extended")
        .order_by(OpeningHours.weekday, OpeningHours.start)
    )
    days: dict[int, list[str]] = {}
    for row in rows:
        if not row.windows or window in row.windows:
            days.setdefault(row.weekday, []).append(f"{row.start:%H:%M}—{row.end:%H:%M}")
    # Neighbouring days with the same sessions are told in one.
    runs = groupby(enumerate(days.items()), key=lambda entry: (entry[1][0] - entry[0], entry[1][1]))
    return "；".join(_run([day for _, (day, _) in run], sessions) for (_, sessions), run in runs)


def _run(days: Sequence[int], sessions: Sequence[str]) -> str:
    first, last = WEEKDAYS[days[0] - 1], WEEKDAYS[days[-1] - 1]
    return f"周{first}" + (f"至周{last}" if last != first else "") + " " + "、".join(sessions)


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
