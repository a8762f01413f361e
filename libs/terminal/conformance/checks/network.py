"""A network that fails: nothing lost, nothing out of order, nothing shown that has expired."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.machine import NotPossible
from libs.terminal.conformance.outage import SETTLED, Outage, outage
from libs.terminal.conformance.record import Said
from libs.terminal.conformance.verdicts import Check, Failed, Skipped
from libs.terminal.vocabulary import HELLO, Kind

_SPARE_ATTEMPTS: Final = 2


def will_published(bench: Bench) -> None:
    seen = bench.once(outage)
    if not seen.gone:
        raise Failed("断线后没有收到遗嘱")
    will = seen.before.connect.will if seen.before.connect else None
    if will is None or seen.gone[0] != will.payload:
        raise Failed("断线后发布的不是本次连接的遗嘱")


def back_off(bench: Bench) -> None:
    seen = bench.once(outage)
    allowed, waited, delay = _SPARE_ATTEMPTS, 0.0, 0.25
    while waited < seen.lasted:
        waited, delay, allowed = waited + delay, min(delay * 2, 15.0), allowed + 1
    if seen.attempts > allowed:
        raise Failed(f"{seen.lasted:.0f} 秒内重连 {seen.attempts} 次，至多 {allowed} 次")


def waiting_command(bench: Bench) -> None:
    bench.expect(bench.once(outage).good, "done")


def kept(bench: Bench) -> None:
    seen = bench.once(outage)
    if not seen.acts:
        raise Skipped("断网期间没有人操作终端")
    found = bench.record.wait(lambda: _enough(bench, seen), bench.terms.patience) or _stored(bench, seen)
    if len(found) < len(seen.acts):
        raise Failed(f"断网期间产生 {len(seen.acts)} 条，补传 {len(found)} 条")
    if len(found) > len(seen.acts) and bench.terms.kind is not Kind.CAMERA:  # which may have counted by itself
        raise Failed(f"断网期间产生 {len(seen.acts)} 条，补传 {len(found)} 条，有重复")


def in_order(bench: Bench) -> None:
    times = [each.message.at for each in _arrived(bench) if each.message]
    if times != sorted(times):
        raise Failed("补传的报文没有按发生先后")


def own_times(bench: Bench) -> None:
    seen, found = bench.once(outage), _arrived(bench)
    early, late = seen.cut + _offset(bench), seen.last_act + _offset(bench)
    spare = timedelta(seconds=SETTLED)
    for each in found:
        if each.message and not early - spare <= each.message.at <= late + spare:
            raise Failed("补传报文的 at 不是发生时间")


def _arrived(bench: Bench) -> list[Said]:
    found = _stored(bench, bench.once(outage))
    if not found:
        raise Skipped("没有补传的报文")
    return found


def _enough(bench: Bench, seen: Outage) -> list[Said]:
    found = _stored(bench, seen)
    return found if len(found) >= len(seen.acts) else []


def _stored(bench: Bench, seen: Outage) -> list[Said]:
    """What came after the outage of the events caused in it, each id once."""
    first: dict[str, Said] = {}
    for each in bench.record.readable():
        if each.event in seen.acts and each.connection >= seen.after.number and each.message is not None:
            first.setdefault(each.message.id, each)
    return list(first.values())


def _offset(bench: Bench) -> timedelta:
    """How far the terminal's clock is ahead of ours."""
    offsets = sorted(
        each.message.at - each.arrived for each in bench.record.events(HELLO) if each.message
    )
    return offsets[len(offsets) // 2]


def expired(bench: Bench) -> None:
    """Expired on arrival, and expired while the terminal was away."""
    now, number = bench.ask_sample(expires_in=-bench.terms.skew - 1)
    bench.expect(now, "expired")
    if bench.terms.kind is not Kind.CAMERA:
        try:
            shown = bench.shown(number, 1)
        except NotPossible:
            shown = 0  # nobody looks at it: the answer must do
        if shown:
            raise Failed(f"已失效的 {bench.sample.command} 仍被显示（播报、打印）")
    late = bench.once(outage).late
    answers = bench.record.wait(lambda: bench.record.answers(late), bench.terms.patience)
    # The broker may drop what expired while it waited: then there is nothing to answer.
    if late in bench.record.delivered and not answers:
        raise Failed("离线期间失效的指令没有应答")
    if any(each.data.get("outcome") != "expired" for each in answers):
        raise Failed("离线期间失效的指令仍被执行")


CHECKS: Final = (
    Check("will-published", "断线后遗嘱发布", "will published when the line is cut", will_published),
    Check("back-off", "重连逐次放慢", "reconnects with back-off", back_off),
    Check("offline-kept", "断网续传不丢", "nothing made offline is lost", kept),
    Check("offline-order", "补传按先后", "stored messages oldest first", in_order),
    Check("offline-times", "补传用发生时间", "stored messages keep their times", own_times),
    Check("waiting", "离线期间的指令", "commands that waited are done", waiting_command),
    Check("expired", "失效指令不执行", "expired commands answered, not shown", expired),
)
