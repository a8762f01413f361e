"""LED board (LED 大屏), through an edge agent: plays a list and proves what it played, the network there or not.

The standing programme goes to the controller's flash, seldom; whatever changes goes to its RAM area.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from libs.terminal.boards import Boards, delta_from, snapshot_from
from libs.terminal.client import Terminal
from libs.terminal.commands import BadCommand, Command
from libs.terminal.envelope import Malformed, instant, stamp
from libs.terminal.inbox import Outcome, failed
from libs.terminal.kinds.flash import LEAST_SECONDS, Flash
from libs.terminal.kinds.playlist import EMPTY, Playlist, override_from, playlist_from
from libs.terminal.kinds.proof import Proof
from libs.terminal.kinds.schedule import Schedule, Turn
from libs.terminal.loop import Timer
from libs.terminal.outbox import OutboxFull
from libs.terminal.vocabulary import (
    BOARD_SNAPSHOT,
    EMERGENCY,
    LED_STATE,
    PLAYED,
    PLAYLIST,
    RESYNC_REQUESTED,
    TICKER,
    FaultCode,
)

logger = logging.getLogger(__name__)

_QUEUE, _FLASH, _PROOF = "queue", "flash", "proof"
_QUEUE_LINES: Final = 4
_ASK_AGAIN: Final = 5.0


class LedDevice(Protocol):
    """The controller. Called in the network loop's thread, and by ``bind``. Turning pages is its own business."""

    def load(self, playlist: Playlist) -> None:
        """Play this list from now on, from memory."""

    def write_flash(self, playlist: Playlist) -> None:
        """Keep the list where it survives a power cut; it wears. OSError when it could not."""

    def show_ram(self, area: str, lines: list[str]) -> None:
        """Show changing text in the RAM area ``ticker``, ``queue`` or ``emergency``; none clears it."""


class Led(Terminal):
    """Bind the device before ``start``; what was kept from before is loaded at once. Older revisions are ignored."""

    def bind(self, device: LedDevice) -> None:
        self._device = device
        self._boards = Boards(self._store, self.identity.terminal, [_QUEUE], self._ask, self._show_queue)
        self._playlist = self._override = EMPTY
        self._ticker = 0
        self._writing: Timer | None = None
        self._clearing: Timer | None = None
        self._ending: Timer | None = None
        self.flash = Flash.read(kept) if (kept := self._kept(_FLASH)) else Flash()
        proved = self._kept(_PROOF)
        self._proof = Proof(self.clock.now(), instant(proved["until"]) if proved else None)
        self.on(PLAYLIST, self._load)
        self.on(EMERGENCY, self._interrupt)
        self.on(TICKER, self._show_ticker)
        self.on(BOARD_SNAPSHOT, lambda command: self._boards.take_snapshot(snapshot_from(command.data)))
        if told := self._kept(PLAYLIST):
            self._playlist = playlist_from(told)
            device.load(self._playlist)
        if told := self._kept(EMERGENCY):
            self._override = override_from(told)
            self._show_override()

    def start(self) -> None:
        super().start()
        self._tell_state()
        self._write_when_due()
        self.loop.call_later(_ASK_AGAIN, self._ask_again)

    def board_names(self) -> list[str]:
        return [_QUEUE]

    def board_revisions(self) -> dict[str, int]:
        lists = {PLAYLIST: self._playlist.revision, EMERGENCY: self._override.revision, TICKER: self._ticker}
        return lists | self._boards.revisions()

    def take_delta(self, data: dict[str, Any]) -> None:
        self._boards.take_delta(delta_from(data))

    @property
    def schedule(self) -> Schedule:
        """What holds now: an override in force silences the list."""
        return Schedule(self._override.items + self._playlist.items)

    def turn(self) -> Turn:
        """The one thing on the board at this moment."""
        return self.schedule.turn(self.clock.now())

    def report_played(self, code: str, begin: datetime, until: datetime, times: int) -> str:
        """Proof of play: ``code`` came up ``times`` times between two moments of one day."""
        return self.publish(PLAYED, {"code": code, "from": stamp(begin), "until": stamp(until), "times": times})

    def report(self) -> None:
        """Tell what was played since the last time, and how worn the flash is."""
        self._prove()
        self._tell_state()

    def raise_fault(self, code: FaultCode, detail: str | None = None) -> None:
        """A dark board plays nothing."""
        self._prove()
        super().raise_fault(code, detail)

    def clear_fault(self, code: FaultCode) -> None:
        self._prove()
        if code == FaultCode.SCREEN_DARK:
            self._proof.begin_anew()
        super().clear_fault(code)

    # -- what the centre says

    def _load(self, command: Command) -> None:
        playlist = playlist_from(command.data)
        if playlist.revision < self._playlist.revision:
            return
        with self._store.transaction():
            self._prove()
            self._keep(PLAYLIST, playlist.revision, command.data)
        if playlist.digest != self._playlist.digest:
            self._proof.begin_anew()
        self._playlist = playlist
        self._device.load(playlist)
        self._write_when_due()

    def _interrupt(self, command: Command) -> Outcome | None:
        override = override_from(command.data)
        if override.revision >= self._override.revision:
            with self._store.transaction():
                self._prove()
                self._keep(EMERGENCY, override.revision, command.data)
            self._proof.begin_anew()
            self._override = override
            self._show_override()
        # Nobody has seen it on a dark board, and the centre must know.
        return failed(FaultCode.SCREEN_DARK.value) if override.items and not self._lit else None

    def _show_override(self) -> None:
        """Now, and again when the next text of it is over."""
        if self._ending is not None:
            self._ending.cancel()
        now = self.clock.now()
        lasting = [item for item in self._override.items if item.end > now]
        self._device.show_ram(EMERGENCY, [item.text for item in lasting])
        if lasting:
            left = min(item.end for item in lasting) - now
            self._ending = self.loop.call_later(self.clock.real_seconds(left), self._show_override)

    def _show_ticker(self, command: Command) -> None:
        text, revision, until = command.text("text"), command.whole("revision"), command.data.get("until")
        try:
            end = instant(until, "until") if until else None
        except Malformed as error:
            raise BadCommand(str(error)) from error
        if revision < self._ticker:
            return
        self._ticker = revision
        if self._clearing is not None:
            self._clearing.cancel()
        left = timedelta.max if end is None else end - self.clock.now()
        self._device.show_ram(TICKER, [text] if text and left > timedelta(0) else [])
        if text and end is not None and left > timedelta(0):
            self._clearing = self.loop.call_later(
                self.clock.real_seconds(left), lambda: self._device.show_ram(TICKER, [])
            )

    def _show_queue(self, board: str, revision: int, content: dict[str, Any]) -> None:
        calls = content.get("calls", [])[:_QUEUE_LINES]
        self._device.show_ram(_QUEUE, [f"请{call['number']}号到{call['window']}号窗口" for call in calls])

    # -- flash and proof

    @property
    def _lit(self) -> bool:
        return FaultCode.SCREEN_DARK not in self.faults

    def _write_when_due(self) -> None:
        """Write the list when its content is new and the last write long enough ago; else come back then."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        if not self._playlist.revision or self.stopping:
            return
        wait = self.flash.wait(self._playlist.digest, self.clock.now(), self._least)
        if wait is None:
            return
        if wait > timedelta(0):
            self._writing = self.loop.call_later(self.clock.real_seconds(wait), self._write_when_due)
            return
        self._keep_flash(self.flash.begun(self.clock.now()))
        try:
            self._device.write_flash(self._playlist)
        except OSError as error:
            logger.warning("%s: flash not written: %s", self.identity.terminal, error)
            self._writing = self.loop.call_later(self.clock.real_seconds(self._least), self._write_when_due)
        else:
            self._keep_flash(self.flash.done(self._playlist.digest))
        self._tell_state()

    @property
    def _least(self) -> timedelta:
        told = self.settings.get("flash_seconds")
        return timedelta(seconds=told if type(told) is int and 1 <= told <= 86400 else LEAST_SECONDS)

    def _tell_state(self) -> None:
        try:
            self.publish(LED_STATE, self.flash.wire(pending=self._pending))
        except OutboxFull:
            logger.warning("%s: no room to tell of the flash", self.identity.terminal)

    @property
    def _pending(self) -> bool:
        return bool(self._playlist.revision) and self._playlist.digest != self.flash.digest

    def _prove(self) -> None:
        """Reports and how far they go are kept together: a crash neither loses nor doubles a play."""
        with self._store.transaction():
            for each in self._proof.settle(self.schedule, self.clock.now(), lit=self._lit):
                try:
                    self.report_played(each.code, each.begin, each.until, each.times)
                except OutboxFull:
                    # What was proved first is kept; an LED board goes on playing, nobody waits before it.
                    logger.error("%s: no room to prove %s", self.identity.terminal, each.code)
            self._keep(_PROOF, 0, {"until": stamp(self._proof.since)})

    def _keep_flash(self, flash: Flash) -> None:
        self.flash = flash
        self._keep(_FLASH, 0, flash.wire(pending=False))

    def _keep(self, name: str, revision: int, content: dict[str, Any]) -> None:
        self._store.keep(self.identity.terminal, name, content, revision)

    def _kept(self, name: str) -> dict[str, Any] | None:
        return self._store.kept(self.identity.terminal, name)

    def _ask(self, board: str, held: int) -> None:
        self.send_now(RESYNC_REQUESTED, {"board": board, "held": held})

    def _ask_again(self) -> None:
        if not self.stopping:
            self._boards.ask_again()
            self.loop.call_later(_ASK_AGAIN, self._ask_again)
