"""What *petitions* hears of the calendar."""

from libs.common.events import Envelope
from libs.common.events.intake import CALENDAR_PUBLISHED
from libs.common.messaging import subscribe
from libs.common.transaction import Transaction
from services.petitions.calendar.actions import take_in


class CalendarReactions:
    @subscribe(CALENDAR_PUBLISHED, reaction="take-in-calendar")
    def on_calendar_published(self, tx: Transaction, event: Envelope) -> None:
        take_in(tx, event.data)
