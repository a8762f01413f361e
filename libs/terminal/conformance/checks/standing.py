"""What must hold for everything that was sent, judged at the end."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Final

from libs.terminal import topics
from libs.terminal.conformance import fields
from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.record import Said
from libs.terminal.conformance.verdicts import Check, Failed
from libs.terminal.envelope import LIMIT
from libs.terminal.vocabulary import EVENTS, GONE, HEARTBEAT, HELLO, RESYNC_REQUESTED


def answered(bench: Bench) -> None:
    """Each command at least once, and not more often than it came."""
    reached = Counter(bench.record.delivered)
    for command in bench.desk.sent():
        answers = len(bench.record.answers(command))
        if reached[command] and not answers:
            raise Failed("有指令没有应答")
        if answers > reached[command]:
            raise Failed(f"一条指令送达 {reached[command]} 次，应答 {answers} 次")


def one_session(bench: Bench) -> None:
    for line in bench.record.sessions():
        if len({each.message.session for each in _messages(bench, line.number) if each.message}) > 1:
            raise Failed("一次连接中出现多个会话")


def new_session(bench: Bench) -> None:
    seen: set[str] = set()
    for line in bench.record.sessions():
        first = bench.record.events(HELLO, line.number)[0]
        session = first.message.session if first.message else ""
        if session in seen:
            raise Failed("重新连接后沿用了旧会话")
        seen.add(session)


def sequence(bench: Bench) -> None:
    for line in bench.record.sessions():
        counted = [each for each in _messages(bench, line.number) if each.event != GONE]
        if counted[0].event != HELLO:
            raise Failed("连接后的第一条不是 hello")
        for place, each in enumerate(counted, 1):
            if each.message and each.message.seq != place:
                raise Failed(f"一次连接的第 {place} 条报文 seq 为 {each.message.seq}")


def unique(bench: Bench) -> None:
    """The same id is the same message; ``gone`` is made from the session and judged with it."""
    known: dict[str, Said] = {}
    for each in bench.record.readable():
        if each.event == GONE or each.message is None:
            continue
        first = known.setdefault(each.message.id, each)
        if first.message and (first.event, first.message.at, first.data) != (
            each.event, each.message.at, each.data,
        ):  # fmt: skip
            raise Failed(f"不同的报文用了同一个 id（{first.event}、{each.event}）")
        if first is not each and first.connection == each.connection:
            raise Failed(f"同一连接内重复发送 {each.event}")


def clock(bench: Bench) -> None:
    limit = timedelta(seconds=bench.terms.skew + 1)
    for each in bench.record.readable():
        message = each.message
        if message is None or each.event not in (HELLO, HEARTBEAT, RESYNC_REQUESTED):
            continue  # the others may have waited
        if abs(message.at - each.arrived) > limit:
            ahead = (message.at - each.arrived).total_seconds()
            raise Failed(f"终端时钟相差 {ahead:+.1f} 秒，允许 {bench.terms.skew:g} 秒")


def utc(bench: Bench) -> None:
    for each in bench.record.readable():
        if not fields.moment(each.raw_at):
            raise Failed(f"at 应为 RFC 3339 UTC（以 Z 结尾）：{str(each.raw_at)[:40]}")


def delivery(bench: Bench) -> None:
    for each in bench.record.said:
        if each.packet.qos != 1:
            raise Failed(f"{each.event or each.packet.topic[:60]} 的 QoS 为 {each.packet.qos}，应为 1")
        if each.packet.retain:
            raise Failed(f"{each.event or each.packet.topic[:60]} 设了保留标志")


def topic(bench: Bench) -> None:
    terms = bench.terms
    for each in bench.record.said:
        if each.event not in EVENTS[terms.kind]:
            raise Failed(f"{terms.kind.value} 没有这个事件：{each.packet.topic[:80]}")
        if each.packet.topic != topics.up(terms.centre, terms.terminal, each.event):
            raise Failed(f"不是本终端的主题：{each.packet.topic[:80]}")


def readable(bench: Bench) -> None:
    if bench.record.nonsense:
        raise Failed(f"不是 MQTT：{bench.record.nonsense[0]}")
    for each in bench.record.said:
        if len(each.packet.payload) > LIMIT:
            raise Failed(f"{each.event} 有 {len(each.packet.payload)} 字节，至多 {LIMIT}")
        if each.message is None:
            raise Failed(f"{each.event or each.packet.topic[:60]} 无法读取：{each.problem}")


def described(bench: Bench) -> None:
    for each in bench.record.readable():
        if each.event in EVENTS[bench.terms.kind] and (wrong := fields.broken(each.event, each.data)):
            raise Failed(f"{each.event}：{wrong}")


def privacy(bench: Bench) -> None:
    for each in bench.record.readable():
        if fields.personal(each.data):
            raise Failed(f"{each.event} 含有手机号或身份证号")


def _messages(bench: Bench, connection: int) -> list[Said]:
    return [each for each in bench.record.readable() if each.connection == connection]


CHECKS: Final = (
    Check("answered", "指令各应答一次", "each command answered once", answered),
    Check("one-session", "一次连接一个会话", "one session per connection", one_session),
    Check("new-session", "重连换新会话", "a new session after each reconnect", new_session),
    Check("seq", "序号自 1 连续", "seq from 1, consecutive", sequence),
    Check("id", "报文 id 唯一", "message ids unique", unique),
    Check("clock", "时钟偏差", "clock within tolerance", clock),
    Check("utc", "时间为 UTC", "times in UTC", utc),
    Check("qos", "QoS 1，不保留", "QoS 1, never retained", delivery),
    Check("topics", "只用自己的主题", "own topics and events only", topic),
    Check("readable", "报文可读，至多 16 KiB", "payloads readable, within 16 KiB", readable),
    Check("fields", "事件内容符合协议", "event data as described", described),
    Check("privacy", "不含个人信息", "no personal data", privacy),
)
