"""What happens to commands by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.commands.actions import expire, purge_commands, send_again


class CommandReactions:
    @every(seconds=1.0)
    def expire_commands(self, tx: Transaction) -> None:
        """Settle commands whose time has passed."""
        expire(tx)

    @every(seconds=5.0)
    def send_commands_again(self, tx: Transaction) -> None:
        """Send again what was not answered."""
        send_again(tx)

    @every(seconds=900.0)
    def purge_commands(self, tx: Transaction) -> None:
        purge_commands(tx)
