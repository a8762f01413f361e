"""The words of the protocol: kinds, events, commands, outcomes, faults, ratings."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a terminal is (终端类型)."""

    KIOSK = "kiosk"  # 取号机
    CALLER = "caller"  # 呼叫器
    WINDOW_SCREEN = "window_screen"  # 窗口屏
    EVALUATOR = "evaluator"  # 评价器
    QUEUE_DISPLAY = "queue_display"  # 排队显示屏
    VOICE = "voice"  # 语音播报
    LED = "led"  # LED 大屏
    CAMERA = "camera"  # 摄像头（边缘代理）


class OutcomeName(StrEnum):
    """How a command ended; the ``outcome`` of ``up/acknowledged``."""

    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUSED = "refused"


class FaultCode(StrEnum):
    """What can be wrong with a terminal (故障代码)."""

    PAPER_LOW = "paper_low"  # 纸将尽
    PAPER_OUT = "paper_out"  # 缺纸
    JAM = "jam"  # 卡纸
    NO_SOUND = "no_sound"  # 无声
    SCREEN_DARK = "screen_dark"  # 黑屏
    TAMPER = "tamper"  # 被拆动、遮挡


class Unseen(StrEnum):
    """Why a camera saw nothing, or its counts are missing (断档原因)."""

    UNREACHABLE = "unreachable"  # 录像机连不上
    OFFLINE = "offline"  # 录像机报告摄像头离线
    FROZEN = "frozen"  # 画面冻结
    TAMPERED = "tampered"  # 被遮挡、移位
    RESET = "reset"  # 计数器重启


class Key(StrEnum):
    """The keys of a caller."""

    NEXT = "next"  # 下一位
    RECALL = "recall"  # 重呼
    ABSENT = "absent"  # 过号
    SERVE = "serve"  # 开始办理
    FINISH = "finish"  # 办理完毕
    REQUEUE = "requeue"  # 退回队列
    HOLD = "hold"  # 挂起
    RESUME = "resume"  # 恢复办理
    PAUSE = "pause"  # 窗口暂停
    OPEN = "open"  # 窗口恢复


class Level(StrEnum):
    """The five levels of a rating (好差评)."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    BASICALLY_SATISFIED = "basically_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意


HELLO: Final = "hello"
GONE: Final = "gone"
HEARTBEAT: Final = "heartbeat"
FAULT: Final = "fault"
ACKNOWLEDGED: Final = "acknowledged"
TICKET_REQUESTED: Final = "ticket-requested"
TICKET_PRINTED: Final = "ticket-printed"
KEY_PRESSED: Final = "key-pressed"
RATED: Final = "rated"
RESYNC_REQUESTED: Final = "resync-requested"
PLAYED: Final = "played"
LED_STATE: Final = "led-state"
PEOPLE_COUNTED: Final = "people-counted"
COUNTS_MISSING: Final = "counts-missing"
CAMERA_STATE: Final = "camera-state"
SNAPSHOT_TAKEN: Final = "snapshot-taken"

REANNOUNCE: Final = "reannounce"
CONFIGURE: Final = "configure"
RESTART: Final = "restart"
TICKET: Final = "ticket"
TICKET_REFUSED: Final = "ticket-refused"
WINDOW_STATE: Final = "window-state"
KEY_REFUSED: Final = "key-refused"
CALL: Final = "call"
ANNOUNCE: Final = "announce"
RATING_INVITED: Final = "rating-invited"
BOARD_SNAPSHOT: Final = "board-snapshot"
PLAYLIST: Final = "playlist"
EMERGENCY: Final = "emergency"
TICKER: Final = "ticker"
SNAPSHOT: Final = "snapshot"

QUEUE: Final = "queue"  # 排队显示板
WHEREABOUTS: Final = "whereabouts"  # 去向牌
BOARDS: Final = (QUEUE, WHEREABOUTS)
ABSENCES: Final = {
    "meeting": "开会", "errand": "外出办事", "village": "下村", "home_visit": "上门服务", "trip": "出差",
    "training": "培训", "leave": "请假",
}  # fmt: skip
"""Why somebody is not at their post, as the whereabouts board (去向牌) shows it."""

COMMON_EVENTS: Final = frozenset({HELLO, GONE, HEARTBEAT, FAULT, ACKNOWLEDGED})
COMMON_COMMANDS: Final = frozenset({REANNOUNCE, CONFIGURE, RESTART})

EVENTS: Final[dict[Kind, frozenset[str]]] = {
    Kind.KIOSK: COMMON_EVENTS | {TICKET_REQUESTED, TICKET_PRINTED},
    Kind.CALLER: COMMON_EVENTS | {KEY_PRESSED},
    Kind.WINDOW_SCREEN: COMMON_EVENTS,
    Kind.EVALUATOR: COMMON_EVENTS | {RATED},
    Kind.QUEUE_DISPLAY: COMMON_EVENTS | {RESYNC_REQUESTED},
    Kind.VOICE: COMMON_EVENTS,
    Kind.LED: COMMON_EVENTS | {PLAYED, LED_STATE, RESYNC_REQUESTED},
    Kind.CAMERA: COMMON_EVENTS | {PEOPLE_COUNTED, COUNTS_MISSING, CAMERA_STATE, SNAPSHOT_TAKEN},
}
COMMANDS: Final[dict[Kind, frozenset[str]]] = {
    Kind.KIOSK: COMMON_COMMANDS | {TICKET, TICKET_REFUSED},
    Kind.CALLER: COMMON_COMMANDS | {WINDOW_STATE, KEY_REFUSED},
    Kind.WINDOW_SCREEN: COMMON_COMMANDS | {CALL, WINDOW_STATE},
    Kind.EVALUATOR: COMMON_COMMANDS | {RATING_INVITED},
    Kind.QUEUE_DISPLAY: COMMON_COMMANDS | {BOARD_SNAPSHOT, CALL},
    Kind.VOICE: COMMON_COMMANDS | {ANNOUNCE},
    Kind.LED: COMMON_COMMANDS | {PLAYLIST, EMERGENCY, TICKER, BOARD_SNAPSHOT},
    Kind.CAMERA: COMMON_COMMANDS | {SNAPSHOT},
}
EXPIRING_COMMANDS: Final = frozenset({CALL, ANNOUNCE, RATING_INVITED, SNAPSHOT})
"""Commands that must carry ``expires``: shown late they do harm."""
