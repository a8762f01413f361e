"""Rows of the terminals that show and speak: window screen, voice, queue display, LED."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.machine import NotPossible
from libs.terminal.conformance.samples import PLAYS, announce, call, emergency, playlist, window_state
from libs.terminal.conformance.verdicts import Check, Failed, Skipped
from libs.terminal.vocabulary import (
    ANNOUNCE,
    BOARD_SNAPSHOT,
    CALL,
    EMERGENCY,
    HELLO,
    LED_STATE,
    PLAYED,
    PLAYLIST,
    RESYNC_REQUESTED,
    TICKER,
    WINDOW_STATE,
    Kind,
)

_FASTEST: Final = 0.08
"""Seconds that a spoken character takes at the least."""
_TEXTS: Final = 20
_ASK_AGAIN: Final = (3.0, 8.0)
"""Seconds between two requests for a snapshot: 5, and some tolerance."""


def screen_call(bench: Bench) -> None:
    command, number = bench.ask_sample()
    bench.expect(command, "done")
    try:
        shown = bench.shown(number, 1)
    except NotPossible:
        return  # nobody looks at it: the answer must do
    if not shown:
        raise Failed("应答为 done，但没有显示")


def screen_state(bench: Bench) -> None:
    bench.expect(bench.ask(WINDOW_STATE, window_state(bench.number(), 0)), "done")


def voice_spoken(bench: Bench) -> None:
    """Two calls at once: each answered when it has been said, one after the other."""
    said = [announce(bench.number(), 0) for _ in range(2)]
    began = datetime.now(UTC)
    commands = [bench.ask(ANNOUNCE, each, expires_in=120) for each in said]
    for data, command in zip(said, commands, strict=True):
        bench.expect(command, "done")
        answered = bench.answers(command)[0].arrived
        needed = len(data["spoken"]) * _FASTEST
        if (answered - began).total_seconds() < needed:
            raise Failed(f"{data['spoken']} 未播完（或与前一条同时播报）就应答 done")
        began = answered


def voice_same_call(bench: Bench) -> None:
    """One call under two command ids: both answered, said once."""
    data = announce(bench.number(), 0)
    commands = [bench.ask(ANNOUNCE, data, expires_in=120) for _ in range(2)]
    for command in commands:
        bench.expect(command, "done")
    try:
        spoken = bench.shown(data["number"], 1)
    except NotPossible:
        return  # nobody listens: the answers must do
    if spoken != 1:
        raise Failed(f"同一次呼叫播报了 {spoken} 次")


def voice_turn(bench: Bench) -> None:
    """What expires while another call is being said is not said when its turn comes."""
    first = announce(bench.number(), 0)
    first |= {"spoken": first["text"], "times": 2}
    ahead = bench.ask(ANNOUNCE, first, expires_in=120)
    late = bench.ask(ANNOUNCE, announce(bench.number(), 0), expires_in=0.5)
    bench.expect(ahead, "done")
    bench.expect(late, "expired")


def display_snapshot(bench: Bench) -> None:
    revision = _show(bench)
    if (held := bench.holds("queue")) != revision:
        raise Failed(f"收到第 {revision} 版，hello 报告第 {held} 版")


def display_delta(bench: Bench) -> None:
    revision = _show(bench)
    bench.desk.change_board("queue", _delta(revision, revision + 1))
    if (held := bench.holds("queue")) != revision + 1:
        raise Failed(f"收到第 {revision + 1} 版增量，hello 报告第 {held} 版")


def display_gap(bench: Bench) -> None:
    """A missing revision: asks, asks again, and follows the snapshot and the delta that came too early."""
    revision, asked = _show(bench), len(bench.record.events(RESYNC_REQUESTED))
    bench.desk.change_board("queue", _delta(revision + 3, revision + 4))
    first = bench.await_event(RESYNC_REQUESTED, asked)
    if first.data != {"board": "queue", "held": revision}:
        raise Failed("resync-requested 的 board 或 held 不对")
    # The first repetition comes with the terminal's own rhythm; the one after it shows the interval.
    second = bench.await_event(RESYNC_REQUESTED, asked + 1)
    third = bench.await_event(RESYNC_REQUESTED, asked + 2)
    least, most = _ASK_AGAIN
    if not least <= (third.arrived - second.arrived).total_seconds() <= most:
        raise Failed("没有每 5 秒再请求一次快照")
    bench.expect(bench.desk.send(BOARD_SNAPSHOT, _snapshot(bench, revision + 3)), "done")
    if (held := bench.holds("queue")) != revision + 4:
        raise Failed(f"快照之后应补上先到的增量，为第 {revision + 4} 版；hello 报告第 {held} 版")


def display_call(bench: Bench) -> None:
    """A call that nobody else has shown comes here: shown and answered in time, not afterwards."""
    bench.line()
    carries_out = bench.record.events(HELLO)[-1].data.get("capabilities")
    if carries_out and CALL not in carries_out:
        raise Skipped("终端说明自己不显示叫号")
    number = bench.number()
    bench.expect(bench.ask(CALL, call(number, 0), expires_in=120), "done")
    bench.expect(bench.ask(CALL, call(bench.number(), 0), expires_in=-bench.terms.skew - 1), "expired")
    try:
        shown = bench.shown(number, 1)
    except NotPossible:
        return  # nobody looks at it: the answers must do
    if not shown:
        raise Failed("应答为 done，但没有显示")


def led_loaded(bench: Bench) -> None:
    revision = _load(bench)
    if (held := bench.holds(PLAYLIST)) != revision:
        raise Failed(f"收到第 {revision} 版，hello 报告第 {held} 版")


def led_older(bench: Bench) -> None:
    revision = _load(bench)
    bench.expect(bench.ask(PLAYLIST, playlist(bench.number(), revision - 1)), "done")
    if bench.holds(PLAYLIST) != revision:
        raise Failed("旧版播放单替换了新版")


def led_whole(bench: Bench) -> None:
    revision = _load(bench)
    broken = playlist(bench.number(), revision + 1)
    broken["items"].append({"code": "X", "text": "检测", "priority": 4, "hours": "25:00-26:00"})
    bench.expect(bench.ask(PLAYLIST, broken), "refused")
    if bench.holds(PLAYLIST) != revision:
        raise Failed("有错的播放单被部分采用")


def led_played(bench: Bench) -> None:
    _load(bench)
    before = len(bench.record.events(PLAYED))
    bench.machine.act(PLAYS)
    bench.await_event(PLAYED, before)


def led_emergency(bench: Bench) -> None:
    """Shown, kept, not brought back by an older word, and over when the list is empty."""
    before = bench.revision()
    revision = bench.revision()
    bench.expect(bench.ask(EMERGENCY, emergency(bench.number(), revision)), "done")
    if (held := bench.holds(EMERGENCY)) != revision:
        raise Failed(f"收到第 {revision} 版紧急插播，hello 报告第 {held} 版")
    bench.expect(bench.ask(EMERGENCY, {"revision": before, "items": []}), "done")
    if bench.holds(EMERGENCY) != revision:
        raise Failed("旧版紧急插播替换了新版")
    bench.expect(bench.ask(EMERGENCY, {"revision": bench.revision(), "items": []}), "done")


def led_flash(bench: Bench) -> None:
    """Twenty texts, and the same list under another revision: not one write to flash."""
    number = bench.number()
    bench.expect(bench.ask(PLAYLIST, playlist(number, bench.revision())), "done")
    before = _flash(bench)
    for _ in range(_TEXTS):
        told = {"revision": bench.revision(), "text": f"检测 {bench.number()}"}
        bench.expect(bench.ask(TICKER, told), "done")
    bench.expect(bench.ask(PLAYLIST, playlist(number, bench.revision())), "done")
    after = _flash(bench)
    # A list that was waiting for the interval may be written meanwhile: that is one.
    allowed = before["flash_writes"] + bool(before["pending"])
    if after["flash_writes"] > allowed:
        raise Failed(f"{_TEXTS} 次改字后闪存写入由 {before['flash_writes']} 次变为 {after['flash_writes']} 次")


def _flash(bench: Bench) -> dict[str, Any]:
    known = len(bench.record.events(LED_STATE))
    bench.machine.act(PLAYS)
    data = bench.await_event(LED_STATE, known).data
    if type(data.get("flash_writes")) is not int:
        raise Failed("led-state 没有 flash_writes")
    return data


def _show(bench: Bench) -> int:
    revision = bench.revision()
    bench.expect(bench.ask(BOARD_SNAPSHOT, _snapshot(bench, revision)), "done")
    return revision


def _snapshot(bench: Bench, revision: int) -> dict[str, Any]:
    return bench.sample.data(bench.number(), revision)


def _delta(base: int, revision: int) -> dict[str, Any]:
    changed = {"2": {"number": "Z002", "state": "calling"}}
    return {"board": "queue", "base": base, "revision": revision, "set": changed, "unset": ["9"]}


def _load(bench: Bench) -> int:
    revision = bench.revision()
    bench.expect(bench.ask(PLAYLIST, playlist(bench.number(), revision)), "done")
    return revision


_SCREEN, _VOICE = frozenset({Kind.WINDOW_SCREEN}), frozenset({Kind.VOICE})
_DISPLAY, _LED = frozenset({Kind.QUEUE_DISPLAY}), frozenset({Kind.LED})
CHECKS: Final = (
    Check("screen-call", "呼叫显示", "a call is shown", screen_call, _SCREEN),
    Check("screen-state", "窗口状态", "window state shown", screen_state, _SCREEN),
    Check("voice-spoken", "播完才应答，逐条播报", "answered when said, one by one", voice_spoken, _VOICE),
    Check("voice-same-call", "同一呼叫只播一次", "one call said once", voice_same_call, _VOICE),
    Check("voice-turn", "排队中失效不播", "expired in its turn is not said", voice_turn, _VOICE),
    Check("display-snapshot", "快照", "snapshot shown", display_snapshot, _DISPLAY),
    Check("display-delta", "增量", "delta applied", display_delta, _DISPLAY),
    Check("display-gap", "缺版本请求快照", "a gap asks for a snapshot", display_gap, _DISPLAY),
    Check("display-call", "代窗口屏显示叫号", "a call in place of the screen", display_call, _DISPLAY),
    Check("led-playlist", "播放单", "playlist loaded", led_loaded, _LED),
    Check("led-older", "旧版播放单忽略", "older playlist ignored", led_older, _LED),
    Check("led-whole", "有错的播放单整单拒绝", "broken playlist refused whole", led_whole, _LED),
    Check("led-emergency", "紧急插播", "emergency shown and taken back", led_emergency, _LED),
    Check("led-flash", "改字不写闪存", "texts cost no flash write", led_flash, _LED),
    Check("led-played", "播放记录", "proof of play", led_played, _LED),
)
