"""Polls one camera and speaks for it, with time-outs and growing pauses when it does not answer."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from libs.terminal.camera.snapshots import SnapshotFolder, TooLargePicture
from libs.terminal.camera.source import Counters, Source, SourceFailed, Status
from libs.terminal.camera.watch import Count, CountWatch, Gap, Patience, State, StateWatch
from libs.terminal.commands import LATER, Command, Later
from libs.terminal.inbox import DONE, failed
from libs.terminal.kinds.camera import Camera
from libs.terminal.outbox import OutboxFull

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = 60.0


@dataclass(frozen=True)
class Rhythm:
    """Hall time: between two looks, and between two counts."""

    look: timedelta = timedelta(seconds=2)
    count: timedelta = timedelta(seconds=60)


@dataclass
class _Look:
    status: Status | None = None
    counters: Counters | None = None


class CameraAgent:
    """``start`` and ``stop``. Everything but the asking itself happens in the terminal's loop."""

    def __init__(
        self,
        camera: Camera,
        source: Source,
        folder: SnapshotFolder,
        *,
        rhythm: Rhythm | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.camera = camera
        self.say: Callable[[str], None] = lambda text: None
        self._source = source
        self._folder = folder
        self._rhythm = rhythm or Rhythm()
        now = camera.clock.now()
        self._states = StateWatch(now, patience or Patience())
        self._counts = CountWatch(camera.marks())
        self._told: State | None = None
        self._told_at = self._counted_at = now - self._rhythm.count
        self._failures = 0
        camera.on_snapshot(self._snapshot)

    def start(self) -> None:
        self.camera.start()
        self.camera.loop.call_soon(self._look)

    def stop(self, timeout: float = 10.0) -> None:
        self.camera.stop(timeout)

    def _look(self) -> None:
        if self.camera.stopping:
            return
        look, due = _Look(), self.camera.clock.now() - self._counted_at >= self._rhythm.count

        def ask() -> None:
            look.status = self._source.status()
            if due:
                look.counters = self._source.counts()

        self.camera.loop.in_background(ask, lambda problem: self._looked(look, problem))

    def _looked(self, look: _Look, problem: Exception | None) -> None:
        now = self.camera.clock.now()
        try:
            self._take(look, problem, now)
        except OutboxFull as error:
            logger.error("%s: %s", self.camera.identity.terminal, error)
        finally:
            self.camera.loop.call_later(self._pause(), self._look)

    def _take(self, look: _Look, problem: Exception | None, now: datetime) -> None:
        if problem is None:
            self._failures = 0
        else:
            self._failures += 1
            if not isinstance(problem, SourceFailed):
                logger.error("%s: the source broke", self.camera.identity.terminal, exc_info=problem)
        # A status that was told counts, though the counters behind it did not come.
        state = self._states.silent(now) if look.status is None else self._states.heard(look.status, now)
        if state is None:
            return
        self._counts.blinded(state.blind)
        self._tell_state(state, now)
        if look.counters is not None and not (state.online and self._states.doubtful(now)):
            self._counted_at = now
            found = self._counts.heard(look.counters, now, state.blind)
            self.camera.tell(found, self._counts.marks)
            for each in found:
                self.say(_words(each))

    def _tell_state(self, state: State, now: datetime) -> None:
        """On every change; and now and then, for the time of the last picture."""
        told = self._told
        changed = told is None or (told.online, told.tampered, told.why) != (state.online, state.tampered, state.why)
        if not changed and now - self._told_at < self._rhythm.count:
            return
        self.camera.report_state(
            online=state.online, last_frame_at=state.last_frame_at, tampered=state.tampered, why=state.why
        )
        self._told, self._told_at = state, now
        if changed:
            self.say("画面正常" if state.blind is None else f"画面异常：{state.blind}")

    def _pause(self) -> float:
        """Real seconds until the next look; doubled with every failure, and never all agents at once."""
        usual = self.camera.clock.real_seconds(self._rhythm.look)
        if not self._failures:
            return usual
        longest = min(max(usual, LONGEST_PAUSE), usual * 2 ** min(self._failures - 1, 16))
        return longest * random.uniform(0.5, 1.0)

    def _snapshot(self, command: Command) -> Later:
        taken: list[bytes] = []

        def finish(problem: Exception | None) -> None:
            try:
                if problem is not None:
                    raise problem
                snapshot = self._folder.save(taken[0], self.camera.clock.now())
                self.camera.report_snapshot(snapshot)
            except (SourceFailed, TooLargePicture, OSError, OutboxFull) as error:
                logger.warning("%s: no snapshot: %s", self.camera.identity.terminal, error)
                command.finish(failed("no_picture"))
            else:
                self.say(f"抓拍 {snapshot.ref}")
                command.finish(DONE)

        self.camera.loop.in_background(lambda: taken.append(self._source.snapshot()), finish)
        return LATER


def _words(each: Count | Gap) -> str:
    if isinstance(each, Gap):
        return f"{each.zone} 缺数：{each.why}"
    return f"{each.zone} 进 {each.entered} 出 {each.left} 在场 {each.present}"
