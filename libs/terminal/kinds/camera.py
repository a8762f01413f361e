"""Camera (摄像头), through an edge agent: states and counts of people. Video never travels over MQTT."""

from __future__ import annotations

from datetime import datetime

from libs.terminal.client import Terminal
from libs.terminal.envelope import stamp
from libs.terminal.vocabulary import CAMERA_STATE, PEOPLE_COUNTED, FaultCode


class Camera(Terminal):
    """Counts are sums over a period, never people."""

    def report_count(
        self, zone: str, begin: datetime, until: datetime, *, entered: int, left: int, present: int
    ) -> str:
        """How many came into and went out of ``zone`` in the period, and how many were in it at its end."""
        return self.publish(
            PEOPLE_COUNTED,
            {
                "zone": zone,
                "from": stamp(begin),
                "until": stamp(until),
                "entered": entered,
                "left": left,
                "present": present,
            },
        )

    def report_state(self, *, online: bool, last_frame_at: datetime | None, tampered: bool) -> str:
        """Whenever it changes. Tampering (遮挡、移位) is a fault as well."""
        if tampered:
            self.raise_fault(FaultCode.TAMPER)
        else:
            self.clear_fault(FaultCode.TAMPER)
        frame = None if last_frame_at is None else stamp(last_frame_at)
        return self.publish(CAMERA_STATE, {"online": online, "last_frame_at": frame, "tampered": tampered})
