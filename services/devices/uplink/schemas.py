"""What each event of a terminal must hold (docs/terminal-protocol.md). Unknown members are dropped.

Nothing may pass here that an event's declaration or a column would refuse later: a bad message must end here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from libs.common.events.parts import LEVELS
from libs.common.http import PageQuery
from libs.terminal import vocabulary as words
from services.devices.cameras.rules import LARGEST_SNAPSHOT, REFERENCE

MOST = 1_000_000
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def text(longest: int = 64, **options: Any) -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=longest), **options)


def spare(longest: int = 200) -> fields.String:
    """Text that may be left out or null."""
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=longest))


def whole() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=MOST))


def one_of(*choices: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(choices))


class Moment(fields.AwareDateTime):
    """An aware time that every column can hold, in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST <= moment < LATEST:
            raise ValidationError("not a time of ours")
        return moment.astimezone(UTC)


class Window(fields.Field[int]):
    """A window's number; terminals may send it as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 3:
            value = int(value)
        if type(value) is not int or not 1 <= value <= 999:
            raise ValidationError("not a window's number")
        return value


class Said(Schema):
    class Meta:
        unknown = EXCLUDE


class Hello(Said):
    kind = text(24)
    firmware = text(120)
    capabilities = fields.List(fields.String(validate=validate.Length(max=64)), load_default=list)
    session = text()
    boards = fields.Dict(
        keys=fields.String(validate=validate.Length(max=48)),
        values=fields.Integer(strict=True, validate=validate.Range(min=0, max=2**53)),
        load_default=dict,
    )
    settings_version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=0, max=2**31 - 1)
    )


class Gone(Said):
    session = text()


class Fault(Said):
    code = one_of(*words.FaultCode)
    state = one_of("raised", "cleared")
    detail = spare()


class Acknowledged(Said):
    command_id = text()
    outcome = one_of(*words.OutcomeName)
    reason = spare()


class TicketRequested(Said):
    press_id = text()
    business_class = text(8)
    priority_ground = spare()
    person = spare(64)
    further = fields.List(
        fields.String(validate=validate.Length(min=1, max=8)), load_default=list, validate=validate.Length(max=10)
    )


class TicketPrinted(Said):
    ticket_id = text()
    outcome = one_of("printed", "failed")
    fault = spare(40)


class KeyPressed(Said):
    window = Window(required=True)
    key = one_of(*words.Key)
    ticket_id = spare(64)
    clerk = spare(64)


class Rated(Said):
    handling_id = text()
    level = one_of(*LEVELS)
    indicators = fields.List(
        fields.String(validate=validate.Length(max=64)), load_default=list, validate=validate.Length(max=20)
    )


class ResyncRequested(Said):
    board = text(48)
    held = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=2**53))


class Played(Said):
    code = text(64)
    begin = Moment(required=True, data_key="from")
    until = Moment(required=True)
    times = whole()


class LedState(Said):
    flash_writes = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**31 - 1))
    flash_digest = spare(64)
    written_at = Moment(load_default=None, allow_none=True)
    pending = fields.Boolean(required=True, truthy={True}, falsy={False})


class PeopleCounted(Said):
    zone = text(80)
    begin = Moment(required=True, data_key="from")
    until = Moment(required=True)
    entered = whole()
    left = whole()
    present = whole()


class CameraState(Said):
    online = fields.Boolean(required=True, truthy={True}, falsy={False})
    last_frame_at = Moment(load_default=None, allow_none=True)
    tampered = fields.Boolean(required=True, truthy={True}, falsy={False})
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf([*words.Unseen]))


class CountsMissing(Said):
    zone = text(80)
    begin = Moment(required=True, data_key="from")
    until = Moment(required=True)
    reason = one_of(*words.Unseen)


class SnapshotTaken(Said):
    ref = fields.String(required=True, validate=[validate.Length(min=1, max=300), validate.Regexp(REFERENCE)])
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    bytes = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=LARGEST_SNAPSHOT))
    taken_at = Moment(required=True)


SCHEMAS: dict[str, Schema] = {
    words.HELLO: Hello(),
    words.GONE: Gone(),
    words.HEARTBEAT: Said(),
    words.FAULT: Fault(),
    words.ACKNOWLEDGED: Acknowledged(),
    words.TICKET_REQUESTED: TicketRequested(),
    words.TICKET_PRINTED: TicketPrinted(),
    words.KEY_PRESSED: KeyPressed(),
    words.RATED: Rated(),
    words.RESYNC_REQUESTED: ResyncRequested(),
    words.PLAYED: Played(),
    words.LED_STATE: LedState(),
    words.PEOPLE_COUNTED: PeopleCounted(),
    words.CAMERA_STATE: CameraState(),
    words.COUNTS_MISSING: CountsMissing(),
    words.SNAPSHOT_TAKEN: SnapshotTaken(),
}


class RefusedView(Schema):
    id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    centre = fields.String(allow_none=True)
    terminal = fields.String(allow_none=True)
    topic = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String()
    size = fields.Integer(required=True)
    head = fields.String(required=True)


class RefusedQuery(PageQuery):
    centre = fields.String(load_default=None)
    terminal = fields.String(load_default=None)
    code = fields.String(load_default=None)
