"""An LED board that counts what it plays, and how often its flash was written."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from libs.terminal.kinds.led import Led
from libs.terminal.kinds.playlist import EMPTY, Playlist
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import EMERGENCY, FaultCode


class LedSimulator(Simulator[Led]):
    """Reports its plays every ``period`` of hall time.

    ``loaded`` are the revisions loaded, in order; ``flashed`` those written to flash; ``ram`` what stands in each
    area of changing text, and ``ram_writes`` how often each was changed.
    """

    def __init__(self, terminal: Led, period: timedelta = timedelta(hours=1)) -> None:
        super().__init__(terminal)
        self.playlist: Playlist = EMPTY
        self.loaded: list[int] = []
        self.flashed: list[int] = []
        self.ram: dict[str, list[str]] = {}
        self.ram_writes: Counter[str] = Counter()
        self._period = period
        terminal.bind(self)

    def start(self) -> None:
        super().start()
        self._wait()

    def load(self, playlist: Playlist) -> None:
        self.playlist = playlist
        self.loaded.append(playlist.revision)
        running = "、".join(item.code for item in playlist.running(self.terminal.clock.now()))
        self.say(f"播放单第 {playlist.revision} 版，{len(playlist.items)} 条：{running}")

    def write_flash(self, playlist: Playlist) -> None:
        self.flashed.append(playlist.revision)
        self.say(f"节目写入闪存，累计 {self.terminal.flash.writes} 次")

    def show_ram(self, area: str, lines: list[str]) -> None:
        self.ram[area] = lines
        self.ram_writes[area] += 1
        if area == EMERGENCY:
            self.say(f"紧急插播：{'；'.join(lines)}" if lines else "紧急插播结束")

    def showing(self) -> list[str]:
        """The codes that take turns now."""
        return [item.code for item in self.terminal.schedule.running(self.terminal.clock.now())]

    def report(self) -> None:
        """Prove what was played since the last report."""
        self.terminal.report()

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
            case ["flash"]:
                return f"闪存写入 {self.terminal.flash.writes} 次"
            case ["dark"]:
                self.terminal.raise_fault(FaultCode.SCREEN_DARK)
                return "黑屏"
            case ["light"]:
                self.terminal.clear_fault(FaultCode.SCREEN_DARK)
                return "已恢复"
        return super().obey(words)

    def help(self) -> str:
        return "showing | report | flash | dark | light | " + super().help()
