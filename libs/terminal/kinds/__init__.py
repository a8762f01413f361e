"""One class per kind of terminal: its events as methods, its commands as calls on the device behind it."""

from __future__ import annotations

from libs.terminal.client import Terminal
from libs.terminal.kinds.caller import Caller
from libs.terminal.kinds.camera import Camera
from libs.terminal.kinds.evaluator import Evaluator
from libs.terminal.kinds.kiosk import Kiosk
from libs.terminal.kinds.led import Led
from libs.terminal.kinds.queue_display import QueueDisplay
from libs.terminal.kinds.voice import Voice
from libs.terminal.kinds.window_screen import WindowScreen
from libs.terminal.vocabulary import Kind

KINDS: dict[Kind, type[Terminal]] = {
    Kind.KIOSK: Kiosk,
    Kind.CALLER: Caller,
    Kind.WINDOW_SCREEN: WindowScreen,
    Kind.EVALUATOR: Evaluator,
    Kind.QUEUE_DISPLAY: QueueDisplay,
    Kind.VOICE: Voice,
    Kind.LED: Led,
    Kind.CAMERA: Camera,
}
