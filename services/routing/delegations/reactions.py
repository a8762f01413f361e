"""What *routing* hears of cases."""

from libs.common.events import Envelope
from libs.common.events.intake import CASE_ACCEPTED, CASE_COMPLETED, CASE_DEADLINE_MOVED, CASE_RETURNED
from libs.common.messaging import subscribe
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.routing.delegations.following import forget_dates, move_deadline
from services.routing.delegations.opening import close_case, forget_closed, route_case


class DelegationReactions:
    @subscribe(CASE_ACCEPTED, reaction="open-delegation")
    def on_case_accepted(self, tx: Transaction, event: Envelope) -> None:
        route_case(tx, event.centre, event.data)

    @subscribe([CASE_COMPLETED, CASE_RETURNED], reaction="recall-delegation")
    def on_case_closed(self, tx: Transaction, event: Envelope) -> None:
        completed = event.type == CASE_COMPLETED.type
        close_case(tx, event.centre, event.data["case_id"], "镇中心已办结" if completed else "镇中心已退件")

    @subscribe(CASE_DEADLINE_MOVED, reaction="move-deadline")
    def on_deadline_moved(self, tx: Transaction, event: Envelope) -> None:
        move_deadline(tx, event.centre, event.sequence, event.data)

    @every(seconds=3600.0)
    def forget_closed_cases(self, tx: Transaction) -> None:
        forget_closed(tx)
        forget_dates(tx)
