"""What time itself sets going."""

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.petitions.limits.actions import remind


class LimitReactions:
    @every(seconds=1.0)
    def give_reminders(self, tx: Transaction) -> None:
        remind(tx)
