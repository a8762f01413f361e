"""A camera that counts a given flow of people."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from libs.terminal.camera.snapshots import SnapshotFolder
from libs.terminal.commands import Command
from libs.terminal.kinds.camera import Camera
from libs.terminal.simulators.base import Simulator
from libs.terminal.simulators.camera_source import PICTURE
from libs.terminal.vocabulary import Unseen

Flow = Callable[[datetime, datetime], Mapping[str, tuple[int, int]]]
"""How many entered and left each zone between two moments (hall time)."""


class DoorTally:
    """A flow made by telling it of each person: ``enter`` and ``leave``. Any thread may."""

    def __init__(self, *zones: str) -> None:
        self._zones = zones
        self._entered: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, zone: str, people: int = 1) -> None:
        with self._lock:
            self._entered[zone] += people

    def leave(self, zone: str, people: int = 1) -> None:
        with self._lock:
            self._left[zone] += people

    def __call__(self, begin: datetime, until: datetime) -> dict[str, tuple[int, int]]:
        with self._lock:
            zones = sorted({*self._zones, *self._entered, *self._left})
            counted = {zone: (self._entered[zone], self._left[zone]) for zone in zones}
            self._entered.clear()
            self._left.clear()
        return counted


class CameraSimulator(Simulator[Camera]):
    """Counts ``flow`` every ``period`` of hall time. Covered, it counts nothing and says so."""

    def __init__(
        self, terminal: Camera, flow: Flow | None = None, period: timedelta = timedelta(minutes=5)
    ) -> None:
        super().__init__(terminal)
        self.flow: Flow = flow or DoorTally("hall")
        self.present: Counter[str] = Counter()
        self.covered = False
        self._covered_at = terminal.clock.now()
        self._period = period
        self._since = terminal.clock.now()
        self._folder: SnapshotFolder | None = None
        terminal.on_snapshot(self._snapshot)

    def start(self) -> None:
        super().start()
        self._since = self.terminal.clock.now()
        self.terminal.report_state(online=True, last_frame_at=self._since, tampered=False)
        self._wait()

    def cover(self) -> None:
        """Someone hangs a coat over it."""
        self.count()
        self.covered, self._covered_at = True, self.terminal.clock.now()
        self.terminal.report_state(online=True, last_frame_at=self.terminal.clock.now(), tampered=True)

    def uncover(self) -> None:
        self.covered = False
        self._since = self.terminal.clock.now()
        for zone in sorted(self.flow(self._covered_at, self._since)):
            self.terminal.report_missing(zone, self._covered_at, self._since, Unseen.TAMPERED)
        self.terminal.report_state(online=True, last_frame_at=self._since, tampered=False)

    def count(self) -> None:
        """Report the flow since the last count. What passed while covered is not known and not reported."""
        begin, until = self._since, self.terminal.clock.now()
        self._since = until
        flow = self.flow(begin, until)
        if self.covered:
            return
        for zone, (entered, left) in sorted(flow.items()):
            self.present[zone] = max(0, self.present[zone] + entered - left)
            self.say(f"{zone} 进 {entered} 出 {left} 在场 {self.present[zone]}")
            self.terminal.report_count(
                zone, begin, until, entered=entered, left=left, present=self.present[zone]
            )

    def _snapshot(self, command: Command) -> None:
        if self._folder is None:
            self._folder = SnapshotFolder(Path(tempfile.mkdtemp(prefix="bianmin-snapshots-")))
        snapshot = self._folder.save(PICTURE, self.terminal.clock.now())
        self.terminal.report_snapshot(snapshot)
        self.say(f"抓拍 {snapshot.ref}")

    def stop(self, timeout: float = 10.0) -> None:
        super().stop(timeout)
        if self._folder is not None:
            self._folder.clear()

    def _wait(self) -> None:
        self.terminal.loop.call_later(self.terminal.clock.real_seconds(self._period), self._tick)

    def _tick(self) -> None:
        if not self.terminal.stopping:
            self.count()
            self._wait()

    def obey(self, words: list[str]) -> str:
        match words:
            case ["enter" | "leave" as way, count] if isinstance(self.flow, DoorTally):
                (self.flow.enter if way == "enter" else self.flow.leave)("hall", int(count))
                return "已记"
            case ["count"]:
                self.count()
                return "已上报"
            case ["cover"]:
                self.cover()
                return "被遮挡"
            case ["uncover"]:
                self.uncover()
                return "已恢复"
        return super().obey(words)

    def help(self) -> str:
        return "enter <人数> | leave <人数> | count | cover | uncover | " + super().help()
