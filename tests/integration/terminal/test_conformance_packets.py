"""What the kit reads off the wire: packets in pieces, MQTT 5 with its properties."""

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from libs.terminal.conformance import packets
from libs.terminal.conformance.fields import broken, personal

PUBLISH = b"\x3a\x0d\x00\x03a/b\x00\x07\x00hello"  # QoS 1, DUP; MQTT 5 without properties


def test_a_stream_in_pieces_gives_the_packets_whole() -> None:
    splitter = packets.Splitter()
    stream = PUBLISH + b"\xc0\x00" + PUBLISH
    found = [packet for byte in stream for packet in splitter.feed(bytes([byte]))]
    assert [each.type for each in found] == [packets.PUBLISH, 12, packets.PUBLISH]
    assert b"".join(each.raw for each in found) == stream


def test_no_mqtt_is_told_from_mqtt() -> None:
    with pytest.raises(packets.BadPacket):
        packets.Splitter().feed(b"\x16\xff\xff\xff\xff\x01")


@pytest.mark.parametrize(("protocol", "payload"), [(4, b"\x00hello"), (5, b"hello")])
def test_a_publish_is_read(protocol: int, payload: bytes) -> None:
    (packet,) = packets.Splitter().feed(PUBLISH)
    assert packets.read_publish(packet, protocol) == packets.Publish("a/b", payload, 1, False, True)


@pytest.mark.parametrize("protocol", [mqtt.MQTTv311, mqtt.MQTTv5])
def test_a_connect_is_read_with_its_will(protocol: mqtt.MQTTProtocolVersion) -> None:
    client = mqtt.Client(
        mqtt.CallbackAPIVersion.VERSION2,
        client_id="kiosk-1",
        protocol=protocol,
        clean_session=None if protocol == mqtt.MQTTv5 else False,
    )
    client.username_pw_set("kiosk-1", "synthetic")
    client.will_set("hall/c/kiosk-1/up/gone", b"{}", qos=1)
    if protocol == mqtt.MQTTv5:
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 86400
        client._connect_properties = properties
        client._clean_start = False
    client._send_connect(30)
    (packet,) = packets.Splitter().feed(bytes(client._out_packet[0]["packet"]))
    will = packets.Publish("hall/c/kiosk-1/up/gone", b"{}", 1, False, False)
    assert packets.read_connect(packet) == packets.Connect(
        int(protocol), False, 30, "kiosk-1", "kiosk-1", True, will
    )


def test_members_are_judged_as_the_page_describes_them() -> None:
    good = {"zone": "hall", "from": "2026-03-02T00:31:06Z", "until": "2026-03-02T00:36:06Z"}
    good |= {"entered": 2, "left": 1, "present": 1}
    assert broken("people-counted", good) is None
    assert broken("people-counted", good | {"entered": True}) == "entered 不符合协议"
    assert broken("people-counted", good | {"from": "2026-03-02T08:31:06+08:00"}) == "from 不符合协议"
    assert broken("acknowledged", {"command_id": "c"}) == "outcome 缺失"


def test_personal_numbers_are_seen_and_identifiers_are_not() -> None:
    """Synthetic numbers."""
    assert personal({"detail": "请联系13800000000"})
    assert personal({"list": [{"x": "33108219000101001X"}]})
    assert not personal({"press_id": "0f6c1d9e-3b0a-4a55-9d0a-13800000000a", "at": "2026-03-02"})
