"""An LED board that counts what it plays."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from libs.terminal.kinds.led import Led
from libs.terminal.kinds.playlist import EMPTY, Playlist
from libs.terminal.simulators.base import Simulator

_SECONDS_EACH: Final = 10.0


class LedSimulator(Simulator[Led]):
    """Reports its plays every ``period`` of hall time. ``loaded`` are the revisions loaded, in order."""

    def __init__(self, terminal: Led, period: timedelta = timedelta(hours=1)) -> None:
        super().__init__(terminal)
        self.playlist: Playlist = EMPTY
        self.loaded: list[int] = []
        self._period = period
        self._since = terminal.clock.now()
        terminal.bind(self)

    def start(self) -> None:
        super().start()
        self._since = self.terminal.clock.now()
        self._wait()

    def load(self, playlist: Playlist) -> None:
        self.report()  # what the old list played until now
        self.playlist = playlist
        self.loaded.append(playlist.revision)
        self.say(f"播放单第 {playlist.revision} 版，{len(playlist.items)} 条：{'、'.join(self.showing())}")

    def showing(self) -> list[str]:
        """The codes that turn round now."""
        return [item.code for item in self.playlist.running(self.terminal.clock.now())]

    def report(self) -> None:
        """Prove what was played since the last report."""
        begin, until = self._since, self.terminal.clock.now()
        self._since = until
        for code, times in sorted(self.playlist.plays(begin, until, _SECONDS_EACH).items()):
            self.terminal.report_played(code, begin, until, times)

    def _wait(self) -> None:
        self.terminal.loop.call_later(self.terminal.clock.real_seconds(self._period), self._tick)

    def _tick(self) -> None:
        if not self.terminal.stopping:
            self.report()
            self._wait()

    def obey(self, words: list[str]) -> str:
        match words:
            case ["report"]:
                self.report()
                return "已上报播放记录"
            case ["showing"]:
                return "、".join(self.showing()) or "无"
        return super().obey(words)

    def help(self) -> str:
        return "showing | report | " + super().help()
