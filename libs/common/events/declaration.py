"""How an event is declared: schema, example and version, under an explicit name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import Field

from libs.common.errors import Refused, messages_to_errors

PREFIX = "cn.bianmin"


class EventRefused(Refused):
    """Data that does not fit an event's declaration."""

    code, title, status = "event_refused", "事件内容与声明不符", 500


@dataclass(frozen=True)
class Event:
    """A kind of event. Strict when sent, tolerant when read: a newer sender may say more."""

    service: str
    name: str
    version: int
    summary: str
    schema: Schema
    example: Mapping[str, Any]

    @property
    def type(self) -> str:
        """CloudEvents ``type``: ``cn.bianmin.intake.case.accepted.v1``."""
        return f"{PREFIX}.{self.service}.{self.routing_key}"

    @property
    def exchange(self) -> str:
        return f"{self.service}.events"

    @property
    def routing_key(self) -> str:
        return f"{self.name}.v{self.version}"

    def dump(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """``data`` as JSON values. Raises EventRefused on a missing, wrong or unknown field."""
        unknown = data.keys() - self.schema.fields.keys()
        if unknown:
            raise EventRefused(f"{self.type}: {', '.join(sorted(unknown))}")
        try:
            dumped: dict[str, Any] = self.schema.dump(data)
        except (ValueError, TypeError, AttributeError) as error:
            raise EventRefused(f"{self.type}: {error}") from error
        errors = self.schema.validate(dumped)
        if errors:
            raise EventRefused(f"{self.type}: {errors}", errors=messages_to_errors(errors))
        return dumped

    def load(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """JSON values as Python ones; fields that we do not know are dropped. Raises EventRefused."""
        try:
            loaded: dict[str, Any] = self.schema.load(data, unknown=EXCLUDE)
        except ValidationError as error:
            raise EventRefused(f"{self.type}: {error.messages}") from error
        return loaded


DECLARED: dict[str, Event] = {}


def declare(
    service: str, name: str, version: int, summary: str, fields: Mapping[str, Field[Any]], example: Mapping[str, Any]
) -> Event:
    """Declare an event of ``service``. ``summary`` is its Chinese name; ``example`` must fit ``fields``."""
    schema = Schema.from_dict(dict(fields), name=f"{service}.{name}.v{version}")()
    event = Event(service, name, version, summary, schema, example)
    if event.type in DECLARED:
        raise ValueError(f"{event.type} is declared twice")
    DECLARED[event.type] = event
    return event
