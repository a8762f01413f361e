"""Rows of the terminals that people press: kiosk, caller, evaluator; and of the camera."""

from __future__ import annotations

import time
from typing import Final

from libs.terminal import envelope
from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.fields import broken
from libs.terminal.conformance.machine import Action
from libs.terminal.conformance.record import Said
from libs.terminal.conformance.samples import (
    COUNT,
    EVENT_OF,
    FAULT_CLEARED,
    FAULT_RAISED,
    KEY,
    PRESSED,
    RATE,
    ticket,
)
from libs.terminal.conformance.verdicts import Check, Failed
from libs.terminal.vocabulary import (
    CAMERA_STATE,
    FAULT,
    KEY_REFUSED,
    RATED,
    SNAPSHOT,
    SNAPSHOT_TAKEN,
    TICKET,
    TICKET_PRINTED,
    TICKET_REFUSED,
    Kind,
)

_SHORT: Final = 1.0


def kiosk_press(bench: Bench) -> None:
    """A press, its ticket, the paper."""
    asked = _caused(bench, PRESSED)
    number, before = bench.number(), len(bench.record.events(TICKET_PRINTED))
    data = ticket(number, 0) | {"press_id": asked.data.get("press_id")}
    bench.expect(bench.ask(TICKET, data), "done")
    printed = bench.await_event(TICKET_PRINTED, before).data
    if (printed.get("ticket_id"), printed.get("outcome")) != (data["ticket_id"], "printed"):
        raise Failed("ticket-printed 与所发的号票不符")


def kiosk_once(bench: Bench) -> None:
    command, number = bench.ask_sample()
    bench.expect(command, "done")
    bench.desk.repeat(command)
    bench.answers(command, 2)
    reports = {
        each.message.id
        for each in bench.record.events(TICKET_PRINTED)
        if each.message and each.data.get("ticket_id") == f"ticket-{number}"
    }
    if len(reports) != 1:
        raise Failed(f"同一张号票有 {len(reports)} 条出票报告，应为 1 条（同一 id）")


def kiosk_refused(bench: Bench) -> None:
    data = {"press_id": "conform-press", "code": "class_closed", "message": "该业务今日已停止取号"}
    bench.expect(bench.ask(TICKET_REFUSED, data), "done")


def caller_key(bench: Bench) -> None:
    pressed = _caused(bench, KEY)
    if pressed.message is None:
        raise Failed("按键报文无法读取")
    data = {"command_id": pressed.message.id, "code": "window_paused", "message": "窗口已暂停"}
    bench.expect(bench.ask(KEY_REFUSED, data), "done")


def caller_state(bench: Bench) -> None:
    bench.expect(bench.ask_sample()[0], "done")


def evaluator_rated(bench: Bench) -> None:
    command, number = bench.ask_sample()
    bench.expect(command, "done")
    rated = _caused(bench, RATE)
    if rated.data.get("handling_id") != f"handling-{number}":
        raise Failed("评价的不是屏上邀请的那次办理")


def evaluator_silence(bench: Bench) -> None:
    """Pressed when the invitation is over: nothing may be sent. A fault pressed after it shows when to look."""
    command, number = bench.ask_sample(expires_in=bench.terms.skew + _SHORT)
    bench.answers(command)
    time.sleep(2 * bench.terms.skew + _SHORT)
    faults = len(bench.record.events(FAULT))
    for action in (RATE, FAULT_RAISED, FAULT_CLEARED):
        bench.machine.act(action)
    bench.await_event(FAULT, faults)
    if any(each.data.get("handling_id") == f"handling-{number}" for each in bench.record.events(RATED)):
        raise Failed("邀请失效后仍上报了评价")


def camera_state(bench: Bench) -> None:
    bench.await_event(CAMERA_STATE, 0)


def camera_counts(bench: Bench) -> None:
    """Two counts; the periods of a zone must not overlap."""
    known: dict[str, Said] = {}
    for counted in (_caused(bench, COUNT), _caused(bench, COUNT)):
        zone = str(counted.data.get("zone"))
        try:
            begin, until = (envelope.instant(counted.data.get(each), each) for each in ("from", "until"))
            if begin > until:
                raise Failed("from 晚于 until")
            if zone in known and begin < envelope.instant(known[zone].data["until"]):
                raise Failed(f"{zone} 的两个时段重叠")
        except envelope.Malformed as error:
            raise Failed(str(error)) from error
        known[zone] = counted


def camera_snapshot(bench: Bench) -> None:
    """A picture is taken, and only where it lies is told."""
    before = len(bench.record.events(SNAPSHOT_TAKEN))
    command = bench.ask(SNAPSHOT, {}, expires_in=60)
    bench.expect(command, "done")
    taken = bench.await_event(SNAPSHOT_TAKEN, before)
    if wrong := broken(SNAPSHOT_TAKEN, taken.data):
        raise Failed(wrong)


def _caused(bench: Bench, action: Action) -> Said:
    bench.line()
    before = len(bench.record.events(EVENT_OF[action]))
    bench.machine.act(action)
    return bench.await_event(EVENT_OF[action], before)


_KIOSK, _CALLER = frozenset({Kind.KIOSK}), frozenset({Kind.CALLER})
_EVALUATOR, _CAMERA = frozenset({Kind.EVALUATOR}), frozenset({Kind.CAMERA})
CHECKS: Final = (
    Check("kiosk-press", "取号到出票", "press, ticket, paper", kiosk_press, _KIOSK),
    Check("kiosk-once", "一票只报一次", "one report per ticket", kiosk_once, _KIOSK),
    Check("kiosk-refused", "取号被拒的提示", "ticket refused", kiosk_refused, _KIOSK),
    Check("caller-key", "按键上报", "a key, and its refusal", caller_key, _CALLER),
    Check("caller-state", "窗口状态", "window state shown", caller_state, _CALLER),
    Check("evaluator-rated", "评价对应办理", "rating of the handling invited", evaluator_rated, _EVALUATOR),
    Check("evaluator-silence", "失效后不得评价", "no rating after expiry", evaluator_silence, _EVALUATOR),
    Check("camera-state", "摄像头状态", "camera state at start", camera_state, _CAMERA),
    Check("camera-snapshot", "抓拍只报所在处", "a picture by reference", camera_snapshot, _CAMERA),
    Check("camera-counts", "人数时段不重叠", "counting periods do not overlap", camera_counts, _CAMERA),
)
