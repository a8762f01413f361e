"""What displays are told of boards: the snapshot, and the changes on ``hall/<centre>/board/<name>``."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

from libs.common.events import parts
from services.devices.boards.rules import LAST_CALLS, QUEUE, STOPPED, WHEREABOUTS
from services.devices.commands.payload import Payload, absent, counted


class BoardCall(Schema):
    number = parts.text(longest=8)
    window = counted(1)


class BoardNotice(Schema):
    state = parts.one_of(*STOPPED)
    message = parts.text(required=False)


class BoardWindow(Schema):
    state = parts.one_of("idle", "calling", "serving", *STOPPED)
    number = fields.String(required=True, allow_none=True, validate=validate.Length(max=8))
    notice = fields.Nested(BoardNotice)


def _queue(name: str, *, whole: bool) -> type[Schema]:
    """The board of the waiting area: the latest calls, those waiting by class, and each window that was used."""
    calls = fields.List(fields.Nested(BoardCall), required=whole, validate=validate.Length(max=LAST_CALLS))
    waiting = fields.Dict(keys=fields.String(), values=counted(), required=whole)
    windows = fields.Dict(keys=fields.String(), values=fields.Nested(BoardWindow), required=whole)
    return Schema.from_dict({"calls": calls, "waiting": waiting, "windows": windows}, name=name)


QueueContent: Final = _queue("QueueContent", whole=True)
QueueChanges: Final = _queue("QueueChanges", whole=False)


class Placard(Schema):
    """What hangs on the wall about one member of staff; what is not known or does not apply is left out."""

    name = parts.text(longest=12)
    post = parts.text(longest=12)
    phone = parts.text(longest=16)
    state = parts.one_of(*parts.WHEREABOUTS)
    reason = fields.String(validate=validate.OneOf(parts.ABSENCES))
    place = absent(longest=16)
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    stand_in = absent(longest=12)


def placards() -> fields.Dict:
    """Slot → placard: the content of the whereabouts board, or the part of it that changed."""
    slots = fields.String(validate=validate.Regexp(r"[1-9][0-9]?\Z"))
    return fields.Dict(keys=slots, values=fields.Nested(Placard), required=True)


class Content(fields.Field[dict[str, Any]]):
    """The content of a board: of the form that belongs to the board named beside it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        known: Schema | None = CONTENTS.get(data.get("board"))
        if known is None or not isinstance(value, dict):
            raise ValidationError("not the content of a board")
        whole: dict[str, Any] = known.load({"content": value})["content"]
        return whole


CONTENTS: Final[dict[str, Schema]] = {
    QUEUE: Schema.from_dict({"content": fields.Nested(QueueContent, required=True)}, name="QueueWhole")(),
    WHEREABOUTS: Schema.from_dict({"content": placards()}, name="WhereaboutsContent")(),
}


class BoardSnapshot(Schema):
    board = parts.one_of(*CONTENTS)
    revision = counted()
    content = Content(required=True)


class BoardDelta(Schema):
    board = parts.one_of(QUEUE)
    base = counted()
    revision = counted(1)
    set = fields.Nested(QueueChanges, required=True)
    unset = fields.List(fields.String(), required=True)


class WhereaboutsDelta(Schema):
    board = parts.one_of(WHEREABOUTS)
    base = counted()
    revision = counted(1)
    set = placards()
    unset = fields.List(fields.String(), required=True)


_WINDOW: Final = {"6": {"state": "calling", "number": "F012"}}
_PLACARD: Final = {
    "name": "窗口员03", "post": "计划生育窗口", "phone": "0576-85550103", "state": "away", "reason": "village",
    "place": "北塘村", "since": "2026-03-02T00:31:05.400Z", "until": "2026-03-02T03:00:00.000Z", "stand_in": "窗口员04",
}  # fmt: skip

BOARD_SNAPSHOT: Final = Payload(
    "显示板全量", BoardSnapshot(),
    {"board": QUEUE, "revision": 41,
     "content": {"calls": [{"number": "F012", "window": 6}], "waiting": {"F": 3}, "windows": _WINDOW}},
)  # fmt: skip
BOARD_DELTAS: Final[dict[str, Payload]] = {
    QUEUE: Payload(
        "排队显示板增量", BoardDelta(),
        {"board": QUEUE, "base": 41, "revision": 42, "set": {"waiting": {"F": 2}, "windows": _WINDOW}, "unset": []},
    ),
    WHEREABOUTS: Payload(
        "去向牌增量", WhereaboutsDelta(),
        {"board": WHEREABOUTS, "base": 6, "revision": 7, "set": {"3": _PLACARD}, "unset": ["5"]},
    ),
}  # fmt: skip
"""Board → its changes; no command, never answered."""
