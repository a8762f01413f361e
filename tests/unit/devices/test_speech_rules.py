"""A call in words, in each language, and the clips that say it."""

import string

import pytest

from libs.common.errors import Invalid
from services.devices.boards.rules import text
from services.devices.configuration.rules import check_settings
from services.devices.speech.clips import LANGUAGES, library, read_languages
from services.devices.speech.rules import DEFAULT, asked, fault

KNOWN = ("en", "zh-CN")


@pytest.mark.row("D8")
@pytest.mark.parametrize(
    ("code", "number", "window", "spoken", "words"),
    [
        ("zh-CN", "A012", 3, "请A零一二号到3号窗口办理业务", "请 A 零 一 二 号到 三 号窗口办理业务"),
        ("zh-CN", "L908", 12, "请L九零八号到12号窗口办理业务", "请 L 九 零 八 号到 十 二 号窗口办理业务"),
        ("zh-CN", "B100", 21, "请B一零零号到21号窗口办理业务", "请 B 一 零 零 号到 二 十 一 号窗口办理业务"),
        ("zh-CN", "B100", 105, "请B一零零号到105号窗口办理业务", "请 B 一 零 零 号到 一 零 五 号窗口办理业务"),
        ("en", "A012", 16, "Number A zero one two, please go to window 16",
         "Number A zero one two please-go sixteen"),
    ],
)  # fmt: skip
def test_the_number_is_said_digit_by_digit_and_the_window_as_a_number(
    code: str, number: str, window: int, spoken: str, words: str
) -> None:
    language = read_languages(LANGUAGES)[code]
    assert language.spoken(number, window) == spoken
    said = [word.strip(" ,").replace("please go to window", "please-go") for word in language.words(number, window)]
    assert " ".join(said) == words
    assert text("A012", 3) == "请A012号到3号窗口办理业务"


@pytest.mark.row("D8")
@pytest.mark.parametrize("code", KNOWN)
def test_the_shipped_clips_say_every_number_at_every_window(code: str) -> None:
    clips = library("")
    for letter in string.ascii_uppercase:
        assert clips.audible([code], f"{letter}0123456789"[:8], 1) == [code], letter
    assert all(clips.audible([code], "A6789", window) for window in range(1, 1000))
    assert clips.audible([code], "甲001", 1) == [], "a word that nobody recorded is not passed over in silence"


@pytest.mark.row("D8")
def test_the_setting_names_languages_in_their_order() -> None:
    assert asked("en, zh-CN,en") == ("en", "zh-CN")
    assert asked(None) == asked(" , ") == asked(7) == DEFAULT
    assert fault("zh-CN,en", KNOWN) is None
    assert fault("zh-CN,fr", KNOWN) == "没有这种语言：fr；可用：en、zh-CN"
    assert fault(3, KNOWN) and fault("", KNOWN)
    assert fault("a,b,c,d,e", "abcde") == "最多 4 种语言"
    check_settings({"languages": "zh-CN,en", "volume": 60}, KNOWN)
    with pytest.raises(Invalid) as refused:
        check_settings({"languages": "zh-TW"}, KNOWN)
    assert refused.value.errors[0]["field"] == "settings.languages"
