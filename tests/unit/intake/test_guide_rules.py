"""What an item is found by: letters, initials, pinyin from any syllable on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.pinyin import syllables
from services.intake.items.guide.rules import (
    START,
    Term,
    entry_of,
    form_words,
    limit_words,
    need_words,
    plain_of,
    spoken_of,
    terms_of,
)
from tests.unit.intake.catalogue_contents import BOOKLET, ID_CARD

BUILDING = entry_of("BM-GT-001", "农村村民建房用地（宅基地）审批", syllables("农村村民建房用地（宅基地）审批"))


def test_an_entry_has_initials_and_every_beginning_of_the_pinyin() -> None:
    assert BUILDING.code == "bmgt001"
    assert BUILDING.plain == "农村村民建房用地宅基地审批"
    assert BUILDING.initials == "nccmjfydzjdsp"
    assert BUILDING.sounds.startswith("|nongcuncunminjianfangyongdizhaijidishenpi|cuncunminjian")
    assert BUILDING.sounds.endswith("|shenpi|pi")


def test_a_sound_is_found_where_a_syllable_begins_only() -> None:
    assert START + "zhaijidi" in BUILDING.sounds
    assert START + "aijidi" not in BUILDING.sounds and "aijidi" in BUILDING.sounds


def test_the_u_with_dots_is_typed_as_v_or_as_u() -> None:
    tour = entry_of("BM-LY-001", "旅游咨询", syllables("旅游咨询"))
    assert tour.initials == "lyzx"
    for typed in ("lvyou", "lüyou", "lǚ yóu", "luyou", "LVYOU"):
        assert START + spoken_of(typed) in tour.sounds, typed


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("低保", [Term("低保", None)]),
        ("居住 登记", [Term("居住", None), Term("登记", None)]),
        ("ji hua", [Term("jihua", "jihua")]),
        ("JHSY", [Term("jhsy", "jhsy")]),
        ("jì huà", [Term("jìhuà", "jihua")]),
        ("xi'an", [Term("xian", "xian")]),
        ("ETC卡 yh", [Term("etc卡", None), Term("yh", "yh")]),
        ("BM-GT-001", [Term("bmgt001", "bmgt001")]),
        ("（宅基地）", [Term("宅基地", None)]),
        ("、", []),
        ("", []),
        ("50%_", [Term("50", "50")]),
    ],
)
def test_what_is_typed_becomes_terms(typed: str, terms: list[Term]) -> None:
    assert terms_of(typed) == terms


CHARACTERS = "农村村民建房用地宅基地审批行政银行重度参保长期农家乐调解率数旅女绿（）ETC2"
NAMES = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=30)


@given(NAMES, st.data())
def test_any_part_of_a_name_is_found_by_letters_initials_and_pinyin(name: str, data: st.DataObject) -> None:
    spoken = syllables(name)
    entry = entry_of("X", name, spoken)
    if not spoken:
        return
    first = data.draw(st.integers(0, len(spoken) - 1))
    last = data.draw(st.integers(first + 1, min(len(spoken), first + 8)))
    part = spoken[first:last]
    assert "".join(each[0] for each in part) in entry.initials
    assert START + "".join(part) in entry.sounds
    assert plain_of(name)[first:last] in entry.plain
    assert len(entry.plain) == len(entry.initials)


def test_words_of_a_guide() -> None:
    assert (limit_words(20), limit_words(0), limit_words(None)) == ("20个工作日", "当场办结", "当场办结")
    assert [need_words(each) for each in (ID_CARD, BOOKLET, replace(BOOKLET, required=False, conditional=False))] == [
        "必需", "必需（可容缺，书面承诺后补）", "有则提供",
    ]  # fmt: skip
    assert [form_words(each) for each in (ID_CARD, BOOKLET, replace(BOOKLET, form="copy", copies=3))] == [
        "原件（核验后退还）、复印件1份", "原件1份", "复印件3份",
    ]  # fmt: skip
