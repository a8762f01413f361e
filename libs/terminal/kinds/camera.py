"""Camera (摄像头), through an edge agent: states and counts of people. Video never travels over MQTT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from libs.terminal.camera.snapshots import Snapshot
from libs.terminal.camera.watch import Count, Gap, Mark
from libs.terminal.client import Terminal
from libs.terminal.commands import Handler
from libs.terminal.envelope import stamp
from libs.terminal.vocabulary import (
    CAMERA_STATE,
    COUNTS_MISSING,
    PEOPLE_COUNTED,
    SNAPSHOT,
    SNAPSHOT_TAKEN,
    FaultCode,
    Unseen,
)

_MARKS: Final = "counts"


class Camera(Terminal):
    """Counts are sums over a period, never people."""

    def on_snapshot(self, handler: Handler) -> None:
        """Who takes a still picture when the centre asks for one. Before ``start``."""
        self.on(SNAPSHOT, handler)

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

    def report_missing(self, zone: str, begin: datetime, until: datetime, why: Unseen) -> str:
        """A period of ``zone`` whose counts are not known."""
        period = {"from": stamp(begin), "until": stamp(until)}
        return self.publish(COUNTS_MISSING, {"zone": zone, **period, "reason": why.value})

    def report_state(
        self, *, online: bool, last_frame_at: datetime | None, tampered: bool, why: Unseen | None = None
    ) -> str:
        """Whenever it changes. Tampering (遮挡、移位) is a fault as well. ``why`` it is not online."""
        if tampered:
            self.raise_fault(FaultCode.TAMPER)
        else:
            self.clear_fault(FaultCode.TAMPER)
        frame = None if last_frame_at is None else stamp(last_frame_at)
        data = {"online": online, "last_frame_at": frame, "tampered": tampered}
        return self.publish(CAMERA_STATE, data | ({"reason": why.value} if why else {}))

    def tell(self, found: Iterable[Count | Gap], marks: Mapping[str, Mark]) -> None:
        """Counts and gaps, and up to where they go: kept together, so that a crash neither loses nor doubles any."""
        with self._store.transaction():
            for each in found:
                if isinstance(each, Gap):
                    self.report_missing(each.zone, each.begin, each.until, each.why)
                else:
                    self.report_count(
                        each.zone, each.begin, each.until,
                        entered=each.entered, left=each.left, present=each.present,
                    )  # fmt: skip
            self._store.keep(self.identity.terminal, _MARKS, {zone: mark.kept() for zone, mark in marks.items()})

    def marks(self) -> dict[str, Mark]:
        """Up to where each zone was told before, by an earlier process too."""
        kept = self._store.kept(self.identity.terminal, _MARKS) or {}
        return {zone: Mark.read(mark) for zone, mark in kept.items()}

    def report_snapshot(self, snapshot: Snapshot) -> str:
        """A picture was taken and lies where ``snapshot`` says."""
        return self.publish(SNAPSHOT_TAKEN, snapshot.wire())
