"""What happens to cameras' records by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.cameras.actions import purge_old


class CameraReactions:
    @every(seconds=3600.0)
    def purge_camera_records(self, tx: Transaction) -> None:
        purge_old(tx)
