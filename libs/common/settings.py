"""Settings: one YAML file with ``${VAR:default}``, checked by a schema before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from marshmallow import Schema, ValidationError, fields, post_load, validate

from libs.common.clock import Clock, clock_from
from libs.common.events import SERVICES

if TYPE_CHECKING:
    from libs.common.uploads.scanning import Scanner

DEFAULT_FILE = Path(__file__).resolve().parents[2] / "deploy" / "settings.yaml"
_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z0-9_]+)(?::(?P<default>[^}]*))?\}")


class SettingsRefused(ValueError):
    """Settings that are missing or wrong: said at start-up with every fault named."""


class HallSchema(Schema):
    """What a place may set for itself; seconds are seconds of the hall's clock.

    Those of the proof of a call are real ones: answering is a matter of device and network.
    """

    call_ttl_seconds = fields.Float(required=True, validate=validate.Range(min=1))
    call_proof_seconds = fields.Float(required=True, validate=validate.Range(min=0.1))
    call_spoken_seconds = fields.Float(required=True, validate=validate.Range(min=0.1))
    call_again_seconds = fields.Float(required=True, validate=validate.Range(min=0.1))
    call_elsewhere_seconds = fields.Float(required=True, validate=validate.Range(min=0.1))
    token_hours = fields.Float(required=True, validate=validate.Range(min=0.1, max=12))
    heartbeat_seconds = fields.Float(required=True, validate=validate.Range(min=1))
    offline_grace_seconds = fields.Float(required=True, validate=validate.Range(min=1))
    print_confirm_seconds = fields.Float(required=True, validate=validate.Range(min=1))
    double_press_seconds = fields.Float(required=True, validate=validate.Range(min=0))
    usual_handling_seconds = fields.Float(required=True, validate=validate.Range(min=1))
    estimate_days = fields.Integer(required=True, validate=validate.Range(min=1, max=366))
    near_places = fields.Integer(required=True, validate=validate.Range(min=1, max=20))
    public_url = fields.String(required=True, allow_none=True, validate=validate.Regexp(r"^(https?://[^\s#?]{1,300})?$"))
    ticket_holder_days = fields.Integer(required=True, validate=validate.Range(min=0, max=366))
    booking_slot_minutes = fields.Integer(required=True, validate=validate.Range(min=5, max=480))
    booking_places = fields.Integer(required=True, validate=validate.Range(min=0, max=999))
    booking_days_ahead = fields.Integer(required=True, validate=validate.Range(min=0, max=60))
    booking_hold_minutes = fields.Float(required=True, validate=validate.Range(min=1, max=120))
    booking_change_hours = fields.Float(required=True, validate=validate.Range(min=0))
    booking_arrive_minutes = fields.Float(required=True, validate=validate.Range(min=0))
    booking_remind_hours = fields.Float(required=True, validate=validate.Range(min=0))
    booking_no_shows = fields.Integer(required=True, validate=validate.Range(min=1))
    booking_no_show_days = fields.Float(required=True, validate=validate.Range(min=0))
    booking_block_days = fields.Float(required=True, validate=validate.Range(min=0))
    visit_answer_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=30))
    upward_follow_up_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=60))
    approaching_working_days = fields.Integer(required=True, validate=validate.Range(min=0))
    emergency_confirm_seconds = fields.Float(required=True, validate=validate.Range(min=0.5, max=60))
    emergency_hours = fields.Float(required=True, validate=validate.Range(min=1, max=168))
    month_cut_off_day = fields.Integer(required=True, validate=validate.Range(min=1, max=31))
    rating_quick_seconds = fields.Float(required=True, validate=validate.Range(min=0))
    rating_burst_seconds = fields.Float(required=True, validate=validate.Range(min=0))
    rating_burst_most = fields.Integer(required=True, validate=validate.Range(min=1, max=50))
    rating_run_length = fields.Integer(required=True, validate=validate.Range(min=2, max=50))
    rating_run_seconds = fields.Float(required=True, validate=validate.Range(min=0))
    rating_contact_attempts = fields.Integer(required=True, validate=validate.Range(min=1, max=9))
    rating_redo_rounds = fields.Integer(required=True, validate=validate.Range(min=0, max=9))
    rating_appeal_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=60))
    statement_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=60))
    sign_in_required = fields.Boolean(required=True)
    sign_in_opens_minutes = fields.Integer(required=True, validate=validate.Range(min=0, max=720))
    sign_in_tolerance_minutes = fields.Integer(required=True, validate=validate.Range(min=0, max=120))
    handover_after_minutes = fields.Integer(required=True, validate=validate.Range(min=1, max=480))
    cover_check_at = fields.Time(required=True, format="%H:%M")
    inspection_finding_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=60))
    progress_url = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    attachment_mib = fields.Float(required=True, validate=validate.Range(min=0.01, max=11))
    attachment_total_mib = fields.Float(required=True, validate=validate.Range(min=0.01))
    attachment_files = fields.Integer(required=True, validate=validate.Range(min=1, max=500))
    attachment_megapixels = fields.Float(required=True, validate=validate.Range(min=0.01, max=50))
    attachment_pages = fields.Integer(required=True, validate=validate.Range(min=1, max=2000))
    attachment_free_mib = fields.Float(required=True, validate=validate.Range(min=0))
    quarantine_days = fields.Integer(required=True, validate=validate.Range(min=0, max=366))
    application_draft_days = fields.Integer(required=True, validate=validate.Range(min=1, max=90))
    application_link_hours = fields.Float(required=True, validate=validate.Range(min=0.1, max=720))
    application_phone_daily = fields.Integer(required=True, validate=validate.Range(min=1, max=100))
    application_keep_days = fields.Integer(required=True, validate=validate.Range(min=1, max=3660))
    survey_finding_working_days = fields.Integer(required=True, validate=validate.Range(min=1, max=90))


class SettingsSchema(Schema):
    amqp_url = fields.String(required=True, validate=validate.Regexp(r"^amqps?://"))
    broker_api_url = fields.String(load_default="", allow_none=True)
    database_url = fields.String(required=True, validate=validate.Length(min=9))
    secrets_dir = fields.String(required=True, validate=validate.Length(min=1))
    documents_dir = fields.String(load_default="var/documents", validate=validate.Length(min=1))
    font_dir = fields.String(load_default="/usr/share/fonts/opentype/noto", validate=validate.Length(min=1))
    clock = fields.String(load_default="", allow_none=True)
    log_level = fields.String(load_default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
    max_workers = fields.Integer(load_default=32, validate=validate.Range(min=2, max=500))
    retry_delays = fields.List(fields.Float(validate=validate.Range(min=0.01)), validate=validate.Length(min=1))
    http_host = fields.String(load_default="127.0.0.1")
    http_port = fields.Integer(load_default=0)
    http_ports = fields.Dict(keys=fields.String(validate=validate.OneOf(SERVICES)), values=fields.Integer())
    recorded_clips = fields.String(load_default="", allow_none=True)
    scanner = fields.String(load_default="", allow_none=True)
    hall = fields.Nested(HallSchema, required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Settings:
        data["clock"] = clock_from(data["clock"] or "")
        data["database_template"] = data.pop("database_url")
        data["secrets_dir"] = Path(data["secrets_dir"])
        data["recorded_clips"] = data["recorded_clips"] or ""
        data["documents_dir"] = Path(data["documents_dir"])
        data["scanner"] = _scanner(data["scanner"] or "")
        return Settings(**data)


def _scanner(setting: str) -> Scanner | None:
    if not setting:
        return None
    # The launcher reads settings too, and knows no eventlet.
    from libs.common.uploads.scanning import scanner_from

    return scanner_from(setting)


@dataclass(frozen=True)
class Settings:
    """Checked settings. ``hall`` holds the domain's settings by name (HallSchema).

    ``recorded_clips``: a folder with recorded clips of the announcer, or "". ``scanner`` of viruses, None without one.
    """

    amqp_url: str
    broker_api_url: str
    secrets_dir: Path
    documents_dir: Path
    font_dir: str
    clock: Clock
    log_level: str
    max_workers: int
    retry_delays: list[float]
    http_host: str
    http_port: int
    http_ports: Mapping[str, int]
    hall: Mapping[str, Any]
    database_template: str
    recorded_clips: str = ""
    scanner: Scanner | None = None

    def database_url(self, service: str) -> str:
        """The database address of ``service``; ``{service}`` in the setting stands for its name."""
        return self.database_template.replace("{service}", service)

    def http_address(self, service: str) -> str:
        """``host:port`` that ``service`` listens on."""
        return f"{self.http_host}:{self.http_port or self.http_ports[service]}"


class _Once(yaml.SafeLoader):
    """YAML in which a name stands once: of two, the reader would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key) for key, _ in node.value]
        if twice := sorted({str(name) for name in names if names.count(name) > 1}):
            raise ValueError(f"given twice: {', '.join(twice)}")
        return super().construct_mapping(node, deep)


def load_settings(file: Path = DEFAULT_FILE, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings. Raises SettingsRefused naming every fault."""
    text = _fill_in(file.read_text(encoding="utf-8"), os.environ if environment is None else environment)
    try:
        settings: Settings = SettingsSchema().load(yaml.load(text, _Once))
    except (ValidationError, ValueError, yaml.YAMLError) as error:
        raise SettingsRefused(f"{file.name}: {getattr(error, 'messages', error)}") from error
    return settings


def _fill_in(text: str, environment: Mapping[str, str]) -> str:
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        if name in environment:
            return environment[name]
        if default is None:
            missing.append(name)
            return ""
        return default

    lines = [line if line.lstrip().startswith("#") else _VARIABLE.sub(value, line) for line in text.splitlines()]
    if missing:
        raise SettingsRefused("not set in the environment: " + ", ".join(missing))
    return "\n".join(lines)
