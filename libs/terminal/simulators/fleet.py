"""Many simulated terminals in one process: one network loop, one store, one clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from libs.common.clock import Clock, SystemClock
from libs.terminal.connection import Link
from libs.terminal.kinds import KINDS
from libs.terminal.loop import NetworkLoop
from libs.terminal.profile import DEFAULT_PACE, Identity, Pace
from libs.terminal.simulators.base import Simulator
from libs.terminal.simulators.caller import CallerSimulator
from libs.terminal.simulators.camera import CameraSimulator
from libs.terminal.simulators.evaluator import EvaluatorSimulator
from libs.terminal.simulators.kiosk import KioskSimulator
from libs.terminal.simulators.led import LedSimulator
from libs.terminal.simulators.queue_display import QueueDisplaySimulator
from libs.terminal.simulators.voice import VoiceSimulator
from libs.terminal.simulators.window_screen import WindowScreenSimulator
from libs.terminal.store import Store
from libs.terminal.vocabulary import Kind

SIMULATORS: Final[dict[Kind, Any]] = {
    Kind.KIOSK: KioskSimulator,
    Kind.CALLER: CallerSimulator,
    Kind.WINDOW_SCREEN: WindowScreenSimulator,
    Kind.EVALUATOR: EvaluatorSimulator,
    Kind.QUEUE_DISPLAY: QueueDisplaySimulator,
    Kind.VOICE: VoiceSimulator,
    Kind.LED: LedSimulator,
    Kind.CAMERA: CameraSimulator,
}


class Fleet:
    """``add`` terminals, ``start``, and use the simulators that ``add`` returned; ``stop`` at the end.

    ``link`` says where the broker is; each terminal brings its own secret. The store is not safe against a
    power cut, only against the death of the process: these are simulators.
    """

    def __init__(self, link: Link, store: Path | str, *, clock: Clock | None = None, pace: Pace = DEFAULT_PACE) -> None:
        self.loop = NetworkLoop()
        self._link = link
        self._store = Store(store, power_loss_safe=False)
        self._clock = clock or SystemClock()
        self._pace = pace
        self._members: dict[str, Simulator[Any]] = {}

    def add(
        self, kind: Kind, centre: str, terminal: str, secret: str, *, link: Link | None = None, **device: Any
    ) -> Any:
        """The simulator of ``kind``; ``device`` are its own arguments (``paper=…``, ``flow=…``).

        ``link``: another way to the broker than the fleet's.
        """
        if terminal in self._members:
            raise ValueError(f"terminal {terminal!r} is there already")
        machine = KINDS[kind](
            Identity(centre, terminal, kind, firmware="bianmin-simulator 1"),
            replace(link or self._link, secret=secret),
            self._store,
            clock=self._clock,
            loop=self.loop,
            pace=self._pace,
        )
        self._members[terminal] = SIMULATORS[kind](machine, **device)
        return self._members[terminal]

    def __iter__(self) -> Iterator[Simulator[Any]]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def start(self) -> None:
        self.loop.start()
        for member in self:
            member.start()

    def wait_online(self, timeout: float) -> list[str]:
        """The ids of those that are not online after ``timeout`` real seconds."""
        deadline = time.monotonic() + timeout
        return [
            name
            for name, member in self._members.items()
            if not member.terminal.wait_online(max(0.0, deadline - time.monotonic()))
        ]

    def wait_drained(self, timeout: float) -> list[str]:
        """The ids of those with messages that the broker has not confirmed after ``timeout`` real seconds."""
        deadline = time.monotonic() + timeout
        return [
            name
            for name, member in self._members.items()
            if not member.terminal.wait_drained(max(0.0, deadline - time.monotonic()))
        ]

    def stop(self, timeout: float = 10.0) -> None:
        """All say good-bye at once; then the loop ends and the store is closed."""
        for member in self:
            member.terminal.begin_stop()
        deadline = time.monotonic() + timeout
        for member in self:
            member.stop(max(0.0, deadline - time.monotonic()))
        self.loop.stop()
        self._store.close()
