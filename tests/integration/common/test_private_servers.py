"""The servers that the tests themselves stand on."""

import socket
from pathlib import Path

import pytest
import sqlalchemy as sa
from kombu import Connection

from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import LOOPBACK, BrokerPorts, PortInUse, require_free


def test_a_database_url_is_fresh_every_time(database_url: str) -> None:
    with sa.create_engine(database_url).begin() as connection:
        connection.execute(sa.text("create table t (id integer primary key)"))


def test_definitions_bind_the_uplink_queue_before_anybody_connects(broker: BrokerNode) -> None:
    bindings = broker.management.call("GET", "bindings/%2F/e/hall.mqtt/q/devices.uplink")
    assert [binding["routing_key"] for binding in bindings] == ["hall.*.*.up.#"]
    queue = broker.management.call("GET", "queues/%2F/devices.uplink")
    assert queue["arguments"]["x-single-active-consumer"] is True


def test_every_listener_is_on_loopback(broker: BrokerNode) -> None:
    listeners = broker.management.call("GET", "overview")["listeners"]
    ports = {entry["port"] for entry in listeners} | {broker.ports.epmd}
    assert len(ports) == 7
    for port in ports:
        # 127.0.0.2 is refused too when somebody listens on 0.0.0.0 or [::].
        with socket.socket() as probe:
            probe.bind(("127.0.0.2", port))
            probe.listen(1)


def test_a_running_node_is_adopted_and_keeps_what_it_confirmed_through_kill_9(tmp_path: Path) -> None:
    ports = BrokerPorts.free()
    node = BrokerNode(tmp_path, ports)
    node.start()
    try:
        other = BrokerNode(tmp_path, ports)
        other.start()
        assert other.pid == node.pid
        options = {"confirm_publish": True}
        with Connection(node.amqp_url, transport_options=options) as connection:
            publish = connection.Producer().publish
            publish("kept", exchange="hall.mqtt", routing_key="hall.c.t.up.hello", delivery_mode=2)
        node.kill()
        assert not other.running()
        node.start()
        with Connection(node.amqp_url) as connection:
            message = connection.default_channel.basic_get("devices.uplink", no_ack=True)
            assert message is not None and message.body == "kept"
    finally:
        node.stop()
    for name, port in vars(ports).items():
        require_free(name, port)


def test_a_port_in_use_names_the_port_and_its_holder(tmp_path: Path) -> None:
    ports = BrokerPorts.free()
    with socket.create_server((LOOPBACK, ports.mqtt)), pytest.raises(PortInUse) as caught:
        BrokerNode(tmp_path, ports).start()
    message = str(caught.value)
    assert f"port {ports.mqtt} (mqtt)" in message and "python" in message and "pid" in message
