"""Parts follow the days."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.joint.sweeps import ring_parts


class JointReactions:
    @every(seconds=5.0)
    def follow_joint_parts(self, tx: Transaction) -> None:
        ring_parts(tx)
