"""JSON Schemas for docs/asyncapi.json: those of the declarations through apispec, and the three envelopes."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from libs.terminal.envelope import ID_LIMIT
from services.devices.commands.board_payloads import CONTENTS, Content
from services.devices.uplink.rules import SEQ_LIMIT
from services.devices.uplink.schemas import Window

Json = dict[str, Any]
CLOUD_EVENT, FROM_TERMINAL, TO_TERMINAL = "CloudEvent", "FromTerminal", "ToTerminal"

_ID: Json = {"type": "string", "minLength": 1, "maxLength": ID_LIMIT}
_TIME: Json = {"type": "string", "format": "date-time"}


def reference(*path: str) -> Json:
    return {"$ref": "#/" + "/".join(path)}


class Schemas:
    """The schemas of one document, each under its name once."""

    def __init__(self) -> None:
        plugin = MarshmallowPlugin(schema_name_resolver=_class_name)
        # 3.1 writes what draft 7, the dialect of AsyncAPI, reads: type lists instead of ``nullable``.
        self._spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
        assert plugin.converter is not None  # made by APISpec
        plugin.converter.add_attribute_function(_window)
        plugin.converter.add_attribute_function(_content)

    def add(self, name: str, schema: Schema) -> Json:
        """A reference to ``schema``, which is entered as ``name``."""
        self._spec.components.schema(name, schema=schema)
        return reference("components", "schemas", name)

    def components(self) -> Json:
        """All that was added, what it nests, and the envelopes."""
        found: Json = self._spec.to_dict()["components"]["schemas"]
        return {name: _open(schema) for name, schema in found.items()} | ENVELOPES


def within(envelope: str, data: Json, *, required: tuple[str, ...] = (), **properties: Json) -> Json:
    """A payload: the envelope, with ``data`` and whatever else is known of it here."""
    narrowed: Json = {"type": "object", "properties": {**properties, "data": data}}
    if required:
        narrowed["required"] = list(required)
    return {"allOf": [reference("components", "schemas", envelope), narrowed]}


ENVELOPES: dict[str, Json] = {
    CLOUD_EVENT: {
        "title": "CloudEvents 1.0, structured JSON",
        "type": "object",
        "required": [
            "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "correlationid",
            "data",
        ],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "description": "UUIDv7；同一 id 即同一事件，重复的应忽略"},
            "source": {"type": "string", "description": "/<service>/<centre>"},
            "type": {"type": "string"},
            "subject": {"type": "string", "description": "事件所述对象的编号"},
            "time": _TIME,
            "datacontenttype": {"const": "application/json"},
            "sequence": {"type": "string", "pattern": "^[0-9]+$", "description": "同一 subject 内递增"},
            "correlationid": {"type": "string"},
            "causationid": {"type": "string", "description": "引起本事件的事件"},
            "traceparent": {"type": "string", "description": "W3C Trace Context"},
            "data": {"type": "object"},
        },
    },
    FROM_TERMINAL: {
        "title": "Up (上行)",
        "type": "object",
        "required": ["id", "session", "at", "data"],
        "properties": {
            "id": {**_ID, "description": "终端内永久唯一；同一 id 即同一消息"},
            "seq": {
                "type": "integer", "minimum": 1, "maximum": SEQ_LIMIT,
                "description": "会话内从 1 连续编号，发送时给出；仅 gone 没有",
            },
            "session": {**_ID, "description": "每次连接一个新的"},
            "at": {**_TIME, "description": "发生时间（终端时钟），补发时不变"},
            "data": {"type": "object"},
        },
    },
    TO_TERMINAL: {
        "title": "Down (下行)",
        "type": "object",
        "required": ["id", "at", "data"],
        "properties": {
            "id": {**_ID, "description": "指令编号；已知编号不再执行，只再次回执"},
            "at": _TIME,
            "expires": {**_TIME, "description": "自此刻起不得显示或播报"},
            "data": {"type": "object"},
        },
    },
}  # fmt: skip


def _class_name(schema: Any) -> str:
    return (schema if isinstance(schema, type) else type(schema)).__name__


def _window(_converter: Any, field: fields.Field[Any], **_: Any) -> Json:
    """A field of ours that apispec cannot know."""
    if not isinstance(field, Window):
        return {}
    number = {"type": "integer", "minimum": 1, "maximum": 999}
    return {"oneOf": [number, {"type": "string", "pattern": "^(?!0+$)[0-9]{1,3}$"}]}


def _content(converter: Any, field: fields.Field[Any], **_: Any) -> Json:
    """The content of any of the boards."""
    if not isinstance(field, Content):
        return {}
    return {"anyOf": [converter.field2property(schema.fields["content"]) for schema in CONTENTS.values()]}


def _open(schema: Any) -> Any:
    """Without ``additionalProperties: false``: readers ignore members that they do not know, so that more may come."""
    if isinstance(schema, list):
        return [_open(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _open(value) for key, value in schema.items() if not (key == "additionalProperties" and value is False)
    }
