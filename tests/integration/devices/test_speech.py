"""The announcer is told what to say and where its sound is; the sound is made before it is asked for."""

from __future__ import annotations

import io
import time
import wave
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from libs.common.clock import clock_from
from libs.terminal.connection import Link
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.simulators.voice import VoiceSimulator
from libs.terminal.vocabulary import Kind
from services.devices.speech.rendering import Sentence, Shelf
from tests.integration.devices import queue
from tests.integration.devices.hall import CENTRE, Hall
from tests.support.waiting import eventually


def shelf(hall: Hall) -> Shelf:
    provider = next(each for each in hall.running.container.dependencies if each.attr_name == "shelf")
    found: Shelf = provider.get_dependency(None)
    return found


def speak(hall: Hall, languages: str) -> Any:
    """Every announcer of the centre."""
    return hall.operator().put("/profiles/all", json={"centre": CENTRE, "settings": {"languages": languages}})


def carried(hall: Hall, what: str) -> float:
    page = requests.get(f"{hall.running.url}/metrics", timeout=10).text
    lines = [line for line in page.splitlines() if line.startswith(f'bianmin_speech_total{{carries="{what}"}}')]
    return float(lines[0].rpartition(" ")[2]) if lines else 0.0


@pytest.mark.row("D8")
def test_a_call_carries_words_and_a_signed_address_of_its_sound(hall: Hall) -> None:
    voice = hall.terminal("voice-1").hello("voice")
    eventually(lambda: hall.operator().get("/terminals/voice-1").json()["connected"])
    queue.call(hall, "t-1", "C012", 3)
    told = voice.wait("announce")[0]["data"]
    assert told["sentences"] == [{"language": "zh-CN", "spoken": told["spoken"]}]
    assert told["audio"]["languages"] == ["zh-CN"]
    answer = requests.get(hall.running.url + told["audio"]["url"], timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(told["audio"]["seconds"], abs=0.01)
    for changed in (("number=C012", "number=C013"), ("until=", "until=1"), ("zh-CN", "en")):
        refused = requests.get(hall.running.url + told["audio"]["url"].replace(*changed), timeout=10)
        assert (refused.status_code, refused.json()["code"]) == (403, "bad_speech_reference")

    assert speak(hall, "zh-CN,fr").status_code == 422
    assert speak(hall, "en,zh-CN").status_code == 200
    queue.call(hall, "t-2", "C013", 3)
    told = voice.wait("announce", 2)[1]["data"]
    assert told["spoken"] == "Number C zero one three, please go to window 3"
    assert [each["language"] for each in told["sentences"]] == told["audio"]["languages"] == ["en", "zh-CN"]
    assert told["text"] == "请C013号到3号窗口办理业务"

    before = carried(hall, "text")
    queue.call(hall, "t-3", "甲001", 3)
    told = voice.wait("announce", 3)[2]["data"]
    assert "audio" not in told and told["spoken"], "no clip for it: the words alone, and said so"
    assert carried(hall, "text") == before + 1


@pytest.mark.row("D8")
def test_the_next_numbers_are_made_before_they_are_called(hall: Hall) -> None:
    hall.terminal("voice-1").hello("voice")
    for ticket, number in (("t-1", "C001"), ("t-2", "C002"), ("t-3", "C003")):
        queue.issue(hall, ticket, number)
    wanted = [Sentence(("zh-CN",), number, 3) for number in ("C001", "C002", "C003")]
    eventually(lambda: wanted[1] in shelf(hall))
    assert wanted[0] in shelf(hall) and wanted[2] not in shelf(hall)
    queue.call(hall, "t-1", "C001", 3)
    eventually(lambda: wanted[2] in shelf(hall))


@pytest.mark.row("D8", "N8")
def test_an_announcer_fetches_plays_and_proves_the_call(hall: Hall) -> None:
    quick = clock_from(f"{datetime.now(UTC).isoformat()}@{time.time()}x20")  # its speech takes no time of ours
    fleet = Fleet(Link("127.0.0.1", hall.broker.mqtt_port, "", ""), ":memory:", clock=quick)
    voice: VoiceSimulator = fleet.add(Kind.VOICE, CENTRE, "voice-1", hall.secrets["voice-1"], http=hall.running.url)
    try:
        fleet.start()
        assert fleet.wait_online(10) == []
        eventually(lambda: hall.operator().get("/terminals/voice-1").json()["connected"])
        call_id = queue.call(hall, "t-1", "C012", 3, seconds=3600)
        eventually(lambda: voice.spoken, 30)
        said = voice.spoken[0]
        assert said.sound is not None and said.announcement.audio is not None
        expected = shelf(hall).take(Sentence(("zh-CN",), "C012", 3))
        assert said.sound == expected
        took = (said.end - said.begin).total_seconds()
        assert took >= said.announcement.times * said.announcement.audio.seconds - 0.1
        listed = lambda: hall.operator().get("/calls", params={"centre": CENTRE}).json()["items"]  # noqa: E731
        eventually(lambda: [(each["id"], each["delivered_by"]) for each in listed()] == [(call_id, "voice-1")])
    finally:
        fleet.stop()
