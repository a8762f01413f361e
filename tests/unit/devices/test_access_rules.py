"""What the broker may let a terminal do."""

import pytest

from services.devices.access.rules import may_route, may_use, same_client

CAN = [
    ("write", "hall.taozhu.kiosk-1.up.hello"),
    ("read", "hall.taozhu.kiosk-1.down.#"),
    ("read", "hall.taozhu.kiosk-1.down.ticket"),
    ("read", "hall.taozhu.board.queue"),
]
CANNOT = [
    ("write", "hall.taozhu.kiosk-1.down.ticket"),
    ("write", "hall.taozhu.board.queue"),
    ("write", "hall.taozhu.kiosk-10.up.hello"),
    ("write", "hall.taozhu.kiosk-1.upper"),
    ("write", "hall.elsewhere.kiosk-1.up.hello"),
    ("read", "hall.taozhu.*.down.#"),
    ("read", "hall.taozhu.#"),
    ("read", "#"),
    ("read", "hall.taozhu.kiosk-1.up.#"),
    ("read", "hall.elsewhere.board.queue"),
    ("configure", "hall.taozhu.kiosk-1.up.hello"),
    ("write", ""),
]


def question(permission: str, key: str, **more: str) -> dict[str, str]:
    asked = {"username": "kiosk-1", "vhost": "/", "resource": "topic", "name": "hall.mqtt"}
    return asked | {"permission": permission, "routing_key": key} | more


@pytest.mark.row("D1")
@pytest.mark.parametrize(("permission", "key"), CAN)
def test_own_topics(permission: str, key: str) -> None:
    assert may_route(question(permission, key), "taozhu")
    assert not may_route(question(permission, key, vhost="other"), "taozhu")
    assert not may_route(question(permission, key, name="amq.topic"), "taozhu")


@pytest.mark.row("D1")
@pytest.mark.parametrize(("permission", "key"), CANNOT)
def test_nobody_elses_topics(permission: str, key: str) -> None:
    assert not may_route(question(permission, key), "taozhu")


def test_only_its_own_queues_and_the_mqtt_exchange() -> None:
    def use(resource: str, name: str, permission: str) -> bool:
        asked = {"username": "kiosk-1", "vhost": "/", "resource": resource, "name": name}
        return may_use({**asked, "permission": permission})

    assert use("queue", "mqtt-subscription-kiosk-1qos1", "configure")
    assert use("exchange", "hall.mqtt", "write") and use("exchange", "hall.mqtt", "read")
    for resource, name, permission in (
        ("queue", "mqtt-subscription-kiosk-2qos1", "read"),
        ("queue", "mqtt-subscription-kiosk-11qos1", "read"),
        ("queue", "devices.uplink", "read"),
        ("exchange", "hall.mqtt", "configure"),
        ("exchange", "intake.events", "write"),
        ("exchange", "amq.default", "write"),
        ("exchange", "", "write"),
    ):
        assert not use(resource, name, permission), (resource, name, permission)
    assert not may_use({})


def test_the_client_id_is_the_terminals() -> None:
    assert same_client({"username": "a"}) and same_client({"username": "a", "client_id": "a"})
    assert not same_client({"username": "a", "client_id": "b"})
    assert not same_client({"username": "a", "variable_map.client_id": "b"})
