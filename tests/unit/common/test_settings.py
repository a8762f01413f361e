"""Settings say every fault at start-up; the clock reads its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from libs.common.clock import AcceleratedClock, SystemClock, clock_from
from libs.common.settings import DEFAULT_FILE, SettingsRefused, load_settings

GOOD = {
    "BIANMIN_AMQP_URL": "amqp://u:p@127.0.0.1:5681/%2F",
    "BIANMIN_DATABASE_URL": "sqlite:///x/{service}.db",
    "BIANMIN_SECRETS_DIR": "x/secrets",
}


def test_defaults_are_filled_in_and_checked() -> None:
    settings = load_settings(environment=GOOD)
    assert settings.http_address("devices") == "127.0.0.1:8104"
    assert settings.database_url("intake") == "sqlite:///x/intake.db"
    assert settings.retry_delays == [1, 5, 30, 120, 600]
    assert settings.hall["call_ttl_seconds"] == 60
    assert isinstance(settings.clock, SystemClock)


def test_every_missing_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsRefused, match="BIANMIN_AMQP_URL, BIANMIN_DATABASE_URL, BIANMIN_SECRETS_DIR"):
        load_settings(environment={})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIANMIN_AMQP_URL", "http://x"),
        ("BIANMIN_LOG_LEVEL", "LOUD"),
        ("BIANMIN_RETRY_DELAYS", "-1"),
        ("BIANMIN_CLOCK", "tomorrow"),
        ("BIANMIN_CALL_TTL_SECONDS", "0"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsRefused):
        load_settings(environment={**GOOD, name: value})


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("amqp_url: amqp://x\ndatabase_url: sqlite:///x\nsecrets_dir: x\nhalls: {}\n", encoding="utf-8")
    with pytest.raises(SettingsRefused, match="halls"):
        load_settings(file, {})


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    once = DEFAULT_FILE.read_text(encoding="utf-8")
    file.write_text(once.replace("  token_hours: 8", "  token_hours: 8\n  token_hours: 9"))
    with pytest.raises(SettingsRefused, match="given twice: token_hours"):
        load_settings(file, GOOD)


def test_an_accelerated_clock_runs_as_fast_as_it_says() -> None:
    clock = clock_from("2026-03-02T08:00:00+08:00@0x400")
    assert isinstance(clock, AcceleratedClock)
    assert clock.origin == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert clock.real_seconds(timedelta(minutes=20)) == 3.0
