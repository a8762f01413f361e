"""Clips joined into one sound: every sample where it belongs, nothing clipped, nothing silent."""

from __future__ import annotations

import io
import json
import shutil
import statistics
import time
import wave
from array import array
from datetime import UTC, datetime
from pathlib import Path

import pytest

from libs.common.errors import Forbidden
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.secrets import init_secrets
from services.devices.speech.clips import LANGUAGES, RATE, SHIPPED, Library, library, read_clip
from services.devices.speech.references import address, referred
from services.devices.speech.rendering import GAP, LEAD, PAUSE, TAIL, Sentence, Shelf, render, seconds_of, silence
from services.devices.speech.schemas import SpeechQuery

MORNING = datetime(2026, 3, 2, 0, 31, tzinfo=UTC)
CHINESE, BOTH = ("zh-CN",), ("zh-CN", "en")


def samples(sound: bytes) -> array[int]:
    with wave.open(io.BytesIO(sound)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, RATE)
        return array("h", opened.readframes(opened.getnframes()))


def joined(code: str, *clips: str) -> bytes:
    return silence(GAP).join(read_clip(SHIPPED / code / f"{clip}.wav") for clip in clips)


def write(file: Path, frames: bytes, rate: int = RATE) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes(frames)


def heard(sentence: Sentence, clips: Library | None = None) -> array[int]:
    sound = render(clips or library(""), sentence)
    assert sound is not None
    return samples(sound)


@pytest.mark.row("D8")
def test_the_clips_stand_one_after_the_other_with_their_gaps() -> None:
    chinese = joined("zh-CN", "please", "letter-a", "0", "1", "2", "number-to", "10", "2", "window-tail")
    expected = silence(LEAD) + chinese + silence(TAIL)
    found = heard(Sentence(CHINESE, "A012", 12))
    assert found.tobytes() == expected
    assert 4 < len(found) / RATE < 9
    english = joined("en", "number", "letter-a", "0", "1", "2", "window", "12")
    both = heard(Sentence(BOTH, "A012", 12))
    assert both.tobytes() == silence(LEAD) + chinese + silence(PAUSE) + english + silence(TAIL)
    assert seconds_of(library(""), Sentence(BOTH, "A012", 12)) == pytest.approx(len(both) / RATE)


@pytest.mark.row("D8")
def test_it_is_loud_nowhere_clipped_and_never_long_silent() -> None:
    found = heard(Sentence(BOTH, "Z987", 16))
    assert 0.3 * 32767 < max(map(abs, found)) < 32767
    longest = current = 0
    for sample in found:
        current = current + 1 if abs(sample) < 30 else 0
        longest = max(longest, current)
    assert longest / RATE <= PAUSE + 0.2, "a hole in the middle of a sentence"


@pytest.mark.row("D8")
def test_the_shipped_set_is_small_and_whole() -> None:
    files = list(SHIPPED.glob("*/*.wav"))
    assert sum(file.stat().st_size for file in files) < 3_000_000
    known = library("")
    wanted = {(code, clip) for code, language in known.languages.items() for clip in language.clips.values()}
    assert {(file.parent.name, file.stem) for file in files} == wanted == set(known.sounds)


@pytest.mark.row("D8")
def test_a_recorded_clip_replaces_the_shipped_one_and_an_unfit_one_does_not(tmp_path: Path) -> None:
    spoken = array("h", [1000, -1000] * 800).tobytes()
    write(tmp_path / "zh-CN" / "1.wav", spoken)
    write(tmp_path / "zh-CN" / "2.wav", spoken, rate=8000)
    write(tmp_path / "zh-CN" / "3.wav", bytes(3200))
    (tmp_path / "zh-CN" / "4.wav").write_bytes(b"RIFF")
    mixed, shipped = library(str(tmp_path)), library("")
    changed = {key for key, sound in mixed.sounds.items() if sound != shipped.sounds[key]}
    assert changed == {("zh-CN", "1")}
    assert heard(Sentence(CHINESE, "A111", 3), mixed).tobytes().count(spoken) == 3


@pytest.mark.row("D8")
def test_the_dialect_of_the_place_is_a_description_and_its_recordings(tmp_path: Path) -> None:
    told = json.loads((LANGUAGES / "zh-CN.json").read_text(encoding="utf-8"))
    told |= {"code": "wuu-x-taizhou", "name": "台州话"}
    told["digits"]["1"] = "幺"
    told["clips"]["幺"] = {"file": "1"}
    (tmp_path / "taizhou.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    clips = library(str(tmp_path))
    assert list(clips.languages) == ["en", "zh-CN", "wuu-x-taizhou"]
    assert clips.languages["wuu-x-taizhou"].spoken("A011", 1) == "请A零幺幺号到1号窗口办理业务"
    assert clips.audible(["wuu-x-taizhou", "zh-CN"], "A011", 1) == ["zh-CN"], "not recorded yet"
    library.cache_clear()
    shutil.copytree(SHIPPED / "zh-CN", tmp_path / "wuu-x-taizhou")
    assert library(str(tmp_path)).audible(["wuu-x-taizhou", "zh-CN"], "A011", 1) == ["wuu-x-taizhou", "zh-CN"]
    assert library(str(tmp_path / "absent")).sounds == library("").sounds


@pytest.mark.row("D8")
def test_a_language_that_lacks_a_word_is_left_out_whole() -> None:
    full = library("")
    without = Library(full.languages, {key: sound for key, sound in full.sounds.items() if key != ("en", "5")})
    assert without.audible(BOTH, "A005", 1) == ["zh-CN"]
    assert render(without, Sentence(BOTH, "A005", 1)) is None
    assert without.audible(BOTH, "A006", 1) == ["zh-CN", "en"]


@pytest.mark.row("D8")
def test_what_was_made_is_kept_within_bounds_and_made_in_no_time() -> None:
    size = len(render(library(""), Sentence(CHINESE, "A001", 1)) or b"")
    shelf = Shelf(library(""), most=int(3.6 * size))
    first, *others = (Sentence(CHINESE, f"A{number:03}", 1) for number in range(1, 8))
    sound = shelf.take(first)
    for each in others:
        shelf.take(each)
        assert shelf.take(first) is sound, "used, so kept"
    assert shelf.size <= shelf.most and others[-1] in shelf and others[0] not in shelf
    assert shelf.lacking([first, others[0]]) == [others[0]]
    times = []
    for number in range(100):
        began = time.perf_counter()
        render(library(""), Sentence(BOTH, f"A{number:03}", 16))
        times.append(time.perf_counter() - began)
    # 0.4 ms on an idle machine; the bound is what the hub can bear.
    assert statistics.median(times) < 0.005


@pytest.mark.row("D8")
def test_an_address_is_good_for_its_sentence_until_its_time(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    install_keyring(KeyRing.load(tmp_path))
    sentence = Sentence(BOTH, "A012", 3)
    path, _, text = address(sentence, MORNING).partition("?")
    assert path == "/api/devices/v1/speech"
    query = SpeechQuery().load(dict(part.split("=") for part in text.split("&")))
    assert referred(query, MORNING) == sentence
    assert SpeechQuery().validate({**query, "signature": "é" * 64, "number": "A/1"}).keys() == {"signature", "number"}
    for changed in ({"number": "A013"}, {"window": 4}, {"until": query["until"] + 60}, {"languages": "en"}):
        with pytest.raises(Forbidden):
            referred({**query, **changed}, MORNING)
    with pytest.raises(Forbidden):
        referred(query, MORNING.replace(minute=MORNING.minute + 1))
