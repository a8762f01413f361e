"""What somebody answers for at window 1 of the sample town, for tests of handing over."""

from __future__ import annotations

from pathlib import Path

from services.intake.casework.cases.registration import register_case
from services.intake.casework.inquiries import actions as inquiries
from services.intake.duty.posts.views import posts_view
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.tables import Ticket
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR, SYNTHETIC
from tests.integration.intake.duty_desk import CENTRE, OnDuty, clerk, open_duty

WINDOW, LETTER = 1, "A"
AT_ONE, MATERIALS = "BM-GT-003", [1, 2, 3, 4, 5]


def case_of(desk: OnDuty) -> str:
    """A case of window 1 that clerk01 took in and did not finish."""
    case_id = desk.accepted(AT_ONE, MATERIALS)
    assert desk.case(case_id).window == WINDOW
    return case_id


def register_by(desk: OnDuty, number: int) -> str:
    """One that a colleague took in there."""
    with desk.act(clerk(number)) as tx:
        return register_case(tx, item_code=AT_ONE, applicant=SYNTHETIC, received=MATERIALS).id


def issue(desk: OnDuty) -> str:
    with desk.act() as tx:
        return issue_ticket(tx, CENTRE, LETTER, channel="desk").id


def ticket(desk: OnDuty, ticket_id: str) -> Ticket:
    with desk.db.reading() as tx:
        found = tx.one(Ticket, ticket_id)
        tx.session.expunge(found)
        return found


def holder(desk: OnDuty, case_id: str) -> str:
    with desk.db.reading(DIRECTOR) as tx:
        return str(inquiries.responsible(tx, case_id)["holder"])


def post(desk: OnDuty, window: int = WINDOW) -> tuple[str, str]:
    with desk.db.reading() as tx:
        (found,) = [each for each in posts_view(tx, CENTRE) if each["window"] == window]
    return found["holder"], found["role"]


def book(desk: OnDuty) -> list[tuple[int, str, str, str, str | None]]:
    return [(each.window, each.direction, each.giver, each.receiver, each.why) for each in desk.handovers()]


def go_for_long(desk: OnDuty, number: int = 1, until: str = "2026-03-02 11:00") -> None:
    desk.go_out(number, until=hall(until))
    desk.follow()


def open_morning(database_url: str, folder: Path) -> OnDuty:
    """Monday, 8:30: everybody has signed in."""
    opened = open_duty(database_url, folder)
    opened.at("2026-03-02 08:20")
    opened.all_but()
    opened.at("2026-03-02 08:30")
    return opened
