"""What attachments do by themselves: wait for the scanner, reach their day, leave files behind."""

from __future__ import annotations

from libs.common.database import Database
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.online.attachments import retention
from services.intake.online.attachments.scanning import scan_waiting


class AttachmentReactions:
    db: Database

    @every(seconds=2.0, transaction=False)
    def scan_attachments(self) -> None:
        scan_waiting(self.db)

    @every(seconds=60.0)
    def end_attachments(self, tx: Transaction) -> None:
        retention.date_attachments(tx)
        retention.remove_due(tx)

    @every(seconds=600.0, transaction=False)
    def sweep_attachment_files(self) -> None:
        retention.sweep_files(self.db)
