"""How a terminal comes: connection, subscription, birth, and the will that it leaves with the broker."""

from __future__ import annotations

from typing import Final

from libs.terminal import envelope, topics
from libs.terminal.conformance import fields
from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.packets import Connect
from libs.terminal.conformance.record import Said
from libs.terminal.conformance.verdicts import Check, Failed
from libs.terminal.vocabulary import COMMANDS, GONE, HELLO, Kind

_LONGEST_KEEPALIVE: Final = 60


def connection(bench: Bench) -> None:
    terms, connect = bench.terms, _connect(bench)
    if connect.client_id != terms.terminal:
        raise Failed(f"客户端标识为 {connect.client_id[:60]}，应为 {terms.terminal}")
    if terms.username and connect.username != terms.username:
        raise Failed(f"用户名为 {connect.username[:60]}，应为 {terms.username}")
    if not connect.password:
        raise Failed("没有密码")
    if connect.clean:
        raise Failed("clean session 应为 false：离线期间的指令会丢失")
    if not 1 <= connect.keepalive <= _LONGEST_KEEPALIVE:
        raise Failed(f"keep-alive 为 {connect.keepalive} 秒，应为 1–{_LONGEST_KEEPALIVE} 秒")


def subscription(bench: Bench) -> None:
    terms, line = bench.terms, bench.line()
    expected = {topics.down_filter(terms.centre, terms.terminal)}
    if terms.kind is Kind.QUEUE_DISPLAY:
        expected.add(topics.board(terms.centre, "queue"))
    if missing := expected - line.filters.keys():
        raise Failed(f"没有订阅 {sorted(missing)[0]}")
    if any(qos != 1 for qos in line.filters.values()):
        raise Failed("订阅的 QoS 应为 1")
    if line.spoke_early:
        raise Failed("在 SUBACK 之前发布了报文")


def birth(bench: Bench) -> None:
    hello = _hello(bench)
    if wrong := fields.broken(HELLO, hello.data):
        raise Failed(wrong)
    if hello.data["kind"] != bench.terms.kind:
        raise Failed(f"kind 为 {hello.data['kind']}，应为 {bench.terms.kind.value}")
    if hello.message is None or hello.data["session"] != hello.message.session:
        raise Failed("data.session 与报文的 session 不一致")
    if missing := COMMANDS[bench.terms.kind] - set(hello.data["capabilities"]):
        raise Failed(f"capabilities 缺少 {'、'.join(sorted(missing))}")


def will(bench: Bench) -> None:
    terms, left = bench.terms, _connect(bench).will
    if left is None:
        raise Failed("连接时没有设置遗嘱")
    if left.topic != topics.up(terms.centre, terms.terminal, GONE):
        raise Failed("遗嘱的主题不是 up/gone")
    if left.qos != 1 or left.retain:
        raise Failed("遗嘱应为 QoS 1，不保留")
    try:
        message = envelope.decode_up(left.payload)
    except envelope.Malformed as error:
        raise Failed(f"遗嘱无法读取：{error}") from error
    hello = _hello(bench)
    if message.seq is not None:
        raise Failed("遗嘱不应带 seq")
    session = hello.message.session if hello.message else None
    if not message.session == message.data.get("session") == session:
        raise Failed("遗嘱的会话不是本次连接的会话")


def _connect(bench: Bench) -> Connect:
    connect = bench.line().connect
    if connect is None:
        raise Failed("没有 CONNECT")
    return connect


def _hello(bench: Bench) -> Said:
    return bench.record.events(HELLO, bench.line().number)[0]


CHECKS: Final = (
    Check("connection", "连接参数", "connection", connection),
    Check("subscription", "订阅先于上线", "subscription before birth", subscription),
    Check("hello", "上线报文", "birth message", birth),
    Check("will", "遗嘱同会话", "last will of the same session", will),
)
