"""docker-compose.yml keeps the Compose Specification, and the further checks find what they are for."""

import copy
from typing import Any

import pytest

from tools.dev import compose


@pytest.fixture
def suite() -> dict[str, Any]:
    return copy.deepcopy(compose.load())


def test_the_file_itself_is_sound(suite: dict[str, Any]) -> None:
    assert compose.schema_faults(suite) == []
    assert compose.faults(suite) == []


def test_the_schema_refuses_unknown_keys(suite: dict[str, Any]) -> None:
    suite["services"]["intake"]["comand"] = ["intake"]
    assert any("comand" in fault for fault in compose.schema_faults(suite))


def test_waiting_for_health_needs_a_health_check(suite: dict[str, Any]) -> None:
    del suite["services"]["rabbitmq"]["healthcheck"]
    assert any("no health check" in fault for fault in compose.faults(suite))


def test_a_secret_may_have_no_default(suite: dict[str, Any]) -> None:
    suite["services"]["grafana"]["environment"]["GF_SECURITY_ADMIN_PASSWORD"] = "${A_PASSWORD:-easy}"
    assert compose.faults(suite) == ["${A_PASSWORD}: a secret must be demanded with :?"]


def test_sleep_loops_missing_files_and_loose_images_are_found(suite: dict[str, Any]) -> None:
    suite["services"]["migrate"]["command"] = ["sh", "-c", "sleep 5"]
    suite["services"]["nginx"]["volumes"] = ["./deploy/nowhere.conf:/etc/nginx.conf"]
    suite["services"]["postgres"]["image"] = "postgres"
    assert len(compose.faults(suite)) == 3
