"""An orderly restart, a power cut with a message unconfirmed, and the heartbeat that follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.terminal import envelope
from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.checks.commands import QUICK_HEARTBEAT
from libs.terminal.conformance.machine import NotPossible
from libs.terminal.conformance.record import Line, Said
from libs.terminal.conformance.samples import FAULT_CLEARED, FAULT_RAISED
from libs.terminal.conformance.verdicts import Check, Failed, Skipped
from libs.terminal.vocabulary import FAULT, GONE, HEARTBEAT, HELLO, REANNOUNCE, RESTART

_SLACK: Final = 3.0
"""Seconds a heartbeat may be late."""


@dataclass(frozen=True)
class Failure:
    """``message`` was sent and not confirmed before. ``cycled``: it was the power, not the line alone."""

    after: Line
    message: Said
    known: str
    cycled: bool


def power_failure(bench: Bench) -> Failure:
    """Loses the confirmation of a message, and then the terminal's power, or the line where nobody can do that."""
    before = bench.line()
    known = bench.ask(REANNOUNCE, {})
    bench.expect(known, "done")
    bench.fence()
    faults = len(bench.record.events(FAULT))
    bench.tap.losing_confirmations = True
    try:
        bench.machine.act(FAULT_RAISED)
        message = bench.await_event(FAULT, faults)
        try:
            bench.machine.power_cut()
            cycled = True
        except NotPossible:
            bench.tap.cut()
            cycled = False
        bench.record.wait(lambda: before.closed is not None, bench.terms.patience)
    finally:
        bench.tap.losing_confirmations = False
        bench.tap.mend()
    if cycled:
        bench.machine.power_on()
    after = bench.await_line(before.number)
    if after is None:
        bench.lost = "断电恢复后终端没有重新上线"
        raise Failed(bench.lost)
    bench.machine.act(FAULT_CLEARED)
    if cycled and bench.configured:
        bench.heartbeat = QUICK_HEARTBEAT
    return Failure(after, message, known, cycled)


def unconfirmed(bench: Bench) -> None:
    seen = bench.once(power_failure)
    lost = seen.message.message

    def again() -> list[Said]:
        return [
            each
            for each in bench.record.events(FAULT)
            if each.connection >= seen.after.number and each.message and lost and each.message.id == lost.id
        ]

    found = bench.record.wait(again, bench.terms.patience)
    if not found or found[0].message is None or lost is None:
        raise Failed("未经确认的报文没有以同一 id 重发")
    if (found[0].message.at, found[0].data) != (lost.at, lost.data):
        raise Failed("重发的报文 at 或 data 变了")


def remembered(bench: Bench) -> None:
    seen = bench.once(power_failure)
    if not seen.cycled:
        raise Skipped("没有断过电")
    hellos, before = len(bench.record.events(HELLO)), len(bench.record.answers(seen.known))
    bench.desk.repeat(seen.known)
    if bench.answers(seen.known, before + 1)[-1].data.get("outcome") != "done":
        raise Failed("断电前已执行的指令，再次应答不一致")
    bench.fence()
    if len(bench.record.events(HELLO)) != hellos:
        raise Failed("断电前已执行的指令又执行了一次")


def heartbeat(bench: Bench) -> None:
    """One in time after coming, and with a short interval a second one after it."""
    line = bench.line()
    since = bench.record.events(HELLO, line.number)[0].arrived
    for count in range(1 if bench.heartbeat > QUICK_HEARTBEAT else 2):
        limit = bench.heartbeat + _SLACK

        def beats(least: int = count + 1) -> list[Said]:
            found = bench.record.events(HEARTBEAT, line.number)
            return found if len(found) >= least else []

        found = bench.record.wait(beats, limit)
        if not found or (found[count].arrived - since).total_seconds() > limit:
            raise Failed(f"{limit:.0f} 秒内没有心跳（间隔 {bench.heartbeat:.0f} 秒）")
        since = found[count].arrived


def restart(bench: Bench) -> None:
    """``restart`` leaves in order: answer, ``gone``, DISCONNECT, and a new session."""
    line = bench.line()
    bench.expect(bench.ask(RESTART, {}), "done")
    if bench.await_line(line.number) is None:
        bench.lost = "restart 之后终端没有重新上线"
        raise Failed(bench.lost)
    farewell = bench.record.events(GONE, line.number)
    session = bench.record.events(HELLO, line.number)[0].data.get("session")
    if not farewell or farewell[-1].data.get("session") != session:
        raise Failed("离开前没有自行发布本会话的 gone")
    if not line.said_goodbye:
        raise Failed("没有 DISCONNECT 就断开")
    if line.connect and line.connect.will and envelope.decode_up(line.connect.will.payload) != farewell[-1].message:
        raise Failed("自行发布的 gone 与遗嘱不同")


ORDERLY: Final = (Check("restart", "有序重启", "restart: good-bye, then a new session", restart),)
CHECKS: Final = (
    Check("unconfirmed", "未确认的同号重发", "unconfirmed messages sent again, same id", unconfirmed),
    Check("remembered", "断电不忘已执行指令", "commands remembered over a power cut", remembered),
    Check("heartbeat", "心跳", "heartbeat in time", heartbeat),
)
