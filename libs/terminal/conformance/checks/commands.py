"""Commands: answered always, carried out once, and nothing that comes in can stop the terminal."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final

from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.machine import NotPossible
from libs.terminal.conformance.verdicts import Check, Failed
from libs.terminal.envelope import LIMIT
from libs.terminal.vocabulary import CONFIGURE, HELLO, REANNOUNCE, Kind

QUICK_HEARTBEAT: Final = 5


def configure(bench: Bench) -> None:
    bench.expect(bench.ask(CONFIGURE, {"settings": {"heartbeat_seconds": 1, "volume": 5}}), "refused")
    bench.expect(bench.ask(CONFIGURE, {"settings": {"heartbeat_seconds": QUICK_HEARTBEAT}}), "done")
    bench.configured = True  # holds from the terminal's next start on at the latest


def reannounce(bench: Bench) -> None:
    line = bench.line()
    hello = bench.hello_again()
    first = bench.record.events(HELLO, line.number)[0]
    if hello.connection != line.number:
        raise Failed("重新连接了；应在同一连接内再次上报")
    if hello.message is None or first.message is None or hello.message.session != first.message.session:
        raise Failed("会话变了；应为同一会话")


def duplicate(bench: Bench) -> None:
    hellos = len(bench.record.events(HELLO))
    _twice(bench, bench.ask(REANNOUNCE, {}))
    bench.fence()
    if (announced := len(bench.record.events(HELLO)) - hellos) != 1:
        raise Failed(f"同一条 reannounce 收到两次，执行了 {announced} 次")
    command, number = bench.ask_sample()
    _twice(bench, command)
    if bench.terms.kind is Kind.CAMERA:
        return
    try:
        shown = bench.shown(number, 1)
    except NotPossible:
        return  # nobody looks at it: the answers must do
    if shown != 1:
        raise Failed(f"同一条 {bench.sample.command} 收到两次，显示（播报、打印）了 {shown} 次")


def _twice(bench: Bench, command: str) -> None:
    before = len(bench.answers(command))
    bench.desk.repeat(command)
    outcomes = {each.data.get("outcome") for each in bench.answers(command, before + 1)}
    if outcomes != {"done"}:
        raise Failed(f"两次应答不一致：{'、'.join(sorted(map(str, outcomes)))}")


def unknown(bench: Bench) -> None:
    line = bench.line()
    bench.expect(bench.ask("conform-unknown", {}), "refused")
    _still_there(bench, line.number)


def refused(bench: Bench) -> None:
    line, sample = bench.line(), bench.sample
    bench.expect(bench.ask(CONFIGURE, {"settings": "loud"}), "refused")
    if sample.needed:
        data = sample.data(bench.number(), bench.revision())
        del data[sample.needed]
        command = bench.ask(sample.command, data, expires_in=120 if sample.expires else None)
        bench.expect(command, "refused")
        if not bench.answers(command)[0].data.get("reason"):
            raise Failed("应答没有 reason")
    _still_there(bench, line.number)


def garbage(bench: Bench) -> None:
    line = bench.line()
    for payload in _nonsense():
        bench.desk.send_raw(REANNOUNCE, payload)
    _still_there(bench, line.number)


def oversize(bench: Bench) -> None:
    line = bench.line()
    hellos = len(bench.record.events(HELLO))
    command = str(uuid.uuid4())
    body = {"id": command, "at": "2026-03-02T00:31:06.000Z", "data": {"padding": "满" * (LIMIT // 2)}}
    bench.desk.send_raw(REANNOUNCE, json.dumps(body, ensure_ascii=False).encode())
    _still_there(bench, line.number)
    if len(bench.record.events(HELLO)) != hellos:
        raise Failed("超过 16 KiB 的指令被执行")
    if any(each.data.get("outcome") != "refused" for each in bench.record.answers(command)):
        raise Failed("超过 16 KiB 的指令被应答为已执行")


def _still_there(bench: Bench, connection: int) -> None:
    bench.fence()
    if bench.line().number != connection:
        raise Failed("终端断开重连；应记录并丢弃")


def _nonsense() -> list[bytes]:
    good: dict[str, Any] = {"id": str(uuid.uuid4()), "at": "2026-03-02T00:31:06.000Z", "data": {}}
    broken = [good | {"id": 7}, good | {"at": "yesterday"}, good | {"data": []}, good | {"id": "x" * 65}, ["id"]]
    nested = b'{"id":"deep","at":"2026-03-02T00:31:06Z","data":' + b"[" * 4000 + b"]" * 4000 + b"}"
    return [
        b"",
        b"\xff\xfe\x00",
        b"reannounce",
        b"null",
        b'{"id":"cut',
        b'{"id":"nan","at":"2026-03-02T00:31:06Z","data":NaN}',
        nested,
        *(json.dumps(each).encode() for each in broken),
    ]


CHECKS: Final = (
    Check("configure", "远程设置，全部或全不", "configure, all or none", configure),
    Check("reannounce", "按要求重新上报", "reannounce in the same session", reannounce),
    Check("duplicate", "重复指令只执行一次", "a duplicate is answered, not repeated", duplicate),
    Check("unknown", "未知指令应拒绝", "unknown command refused", unknown),
    Check("refused", "参数错误应拒绝", "bad data refused with reason", refused),
    Check("garbage", "乱码不致中断", "garbage survived", garbage),
    Check("oversize", "超长报文丢弃", "oversize dropped", oversize),
)
