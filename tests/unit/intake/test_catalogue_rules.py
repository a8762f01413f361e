"""What may be published, in which order a version lives, and what one says otherwise: without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from services.intake.items.catalogue import refusals
from services.intake.items.catalogue.content import (
    REGULATIONS,
    ItemContent,
    MaterialContent,
    content_from,
    regulation_of,
)
from services.intake.items.catalogue.differences import differences
from services.intake.items.catalogue.faults import faults_of, require_publishable
from services.intake.items.catalogue.rules import (
    MOVES,
    State,
    last_day_replaced,
    require_from,
    require_last_day,
    target,
)
from tests.unit.intake.catalogue_contents import BOOKLET, GOOD, ID_CARD, PLACE, contents


def faults(**changes: Any) -> set[str]:
    return {fault.field for fault in faults_of(replace(GOOD, **changes), PLACE)}


@pytest.mark.row("S5.1")
def test_a_complete_item_may_be_published() -> None:
    require_publishable(GOOD, PLACE)
    require_publishable(replace(GOOD, kind="immediate", legal_limit=None, promised_limit=0), PLACE)
    require_publishable(replace(GOOD, promised_limit=20), PLACE)


@pytest.mark.row("C3")
def test_the_promised_limit_is_never_longer_than_the_legal_one() -> None:
    with pytest.raises(refusals.PromisedOverLegal, match="承诺时限21个工作日长于法定时限20个工作日") as refused:
        require_publishable(replace(GOOD, promised_limit=21, fee="", legal_limit=20))
    # The graver refusal, and every fault with it.
    assert refused.value.code == "promised_over_legal"
    assert {error["field"] for error in refused.value.errors} == {"promised_limit", "fee"}
    assert faults(legal_limit=None) == {"legal_limit"}
    assert faults(promised_limit=0) == faults(promised_limit=-1) == {"promised_limit"}
    assert faults(kind="immediate", promised_limit=1) == {"promised_limit"}
    assert faults(legal_limit=1000) == {"legal_limit"}


SEVEN = {
    "name": ("", "项目名称"),
    "procedure": ((), "办事程序"),
    "conditions": ((), "申请条件"),
    "materials": ((), "申报材料"),
    "promised_limit": (None, "办结时间"),
    "fee": ("", "收费标准"),
    "fee_basis": ("", "收费依据"),
}


@pytest.mark.row("S5.1", "S4.3")
@pytest.mark.parametrize("field", SEVEN)
def test_nothing_of_the_seven_may_be_left_out_and_the_refusal_names_it(field: str) -> None:
    empty, words = SEVEN[field]
    with pytest.raises(refusals.DisclosureIncomplete, match=f"缺少{words}") as refused:
        require_publishable(replace(GOOD, **{field: empty}))
    assert refused.value.code == "item_incomplete"
    assert refused.value.data == {"missing": [field]}
    assert [error["field"] for error in refused.value.errors] == [field]


@pytest.mark.row("S5.1")
def test_an_empty_item_lacks_all_seven_at_once() -> None:
    with pytest.raises(refusals.DisclosureIncomplete) as refused:
        require_publishable(ItemContent(code="BM-SL-002"))
    assert refused.value.data["missing"] == list(SEVEN)
    assert {"kind", "window", "result"} <= {error["field"] for error in refused.value.errors}


def test_each_kind_says_what_makes_it_that_kind() -> None:
    assert faults(kind="joint") == {"co_departments"}
    assert faults(kind="reported") == {"upper_authority"}
    assert faults(kind="other") == {"kind"}
    assert faults(delegable=False, village_can_finish=True) == {"village_can_finish"}


@pytest.mark.row("C2")
@pytest.mark.parametrize(
    ("material", "field"),
    [
        (replace(BOOKLET, name=ID_CARD.name), "name"),
        (replace(BOOKLET, name=""), "name"),
        (replace(BOOKLET, copies=0), "copies"),
        (replace(BOOKLET, copies=100), "copies"),
        (replace(BOOKLET, form="scan"), "form"),
        (replace(BOOKLET, source=""), "source"),
        (replace(BOOKLET, required=False), "conditional"),
        (replace(BOOKLET, note="=1+1"), "note"),
        (replace(BOOKLET, note="x" * 501), "note"),
    ],
)
def test_a_material_is_whole_and_its_fault_is_at_its_place(material: MaterialContent, field: str) -> None:
    assert faults(materials=(ID_CARD, material)) == {f"materials.1.{field}"}


@pytest.mark.row("C2")
def test_originals_and_copies_are_counted_apart() -> None:
    counts = {form: replace(ID_CARD, form=form, copies=2).counts for form in ("original", "copy", "original_and_copy")}
    assert counts == {"original": (2, 0), "copy": (0, 2), "original_and_copy": (1, 2)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "BM SL"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "BM/1"}, "code"),
        ({"name": "名" * 121}, "name"),
        ({"name": " 名"}, "name"),
        ({"name": "一\n二"}, "name"),
        ({"name": "@SUM(A1)"}, "name"),
        ({"fee": "＝1"}, "fee"),
        ({"conditions": ("甲；乙",)}, "conditions"),
        ({"conditions": ("",)}, "conditions"),
        ({"procedure": ("步",) * 51}, "procedure"),
        ({"window": 0}, "window"),
    ],
)
def test_what_a_sheet_could_not_say_again_is_no_content(changes: dict[str, Any], field: str) -> None:
    assert faults(**changes) == {field}


@pytest.mark.row("S2.1")
@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"post_a": "clerk01", "post_b": "clerk02"}, []),
        ({"post_a": "clerk01", "post_b": "clerk01"}, ["posts_same"]),
        ({"post_a": "clerk01"}, ["post_alone"]),
        ({"post_b": "clerk02"}, ["post_alone"]),
        ({"post_a": "clerk01", "post_b": "gone"}, ["post_unknown"]),
        ({"window": 7}, ["window_unknown"]),
        ({"window": 2}, ["class_unsaid"]),
        ({"window": 2, "business_class": "B"}, []),
        ({"business_class": "B"}, ["class_not_called"]),
    ],
)
def test_an_item_names_what_its_centre_has(changes: dict[str, Any], codes: list[str]) -> None:
    assert [fault.code for fault in faults_of(replace(GOOD, **changes), PLACE)] == codes


@pytest.mark.row("S5.1")
def test_every_item_falls_under_one_of_five_regulations() -> None:
    found = {regulation_of(kind, False) for kind in ("immediate", "promised", "joint", "reported")}
    assert found | {regulation_of("promised", True)} == set(REGULATIONS)
    assert REGULATIONS[regulation_of("immediate", False)] == "一般事项直接办理"
    assert REGULATIONS[regulation_of("immediate", True)] == "控制事项明确答复"


def test_equal_content_has_an_equal_fingerprint_also_after_an_upgrade() -> None:
    assert replace(GOOD).fingerprint == GOOD.fingerprint
    # As it was stored before items had posts, class and control of their own.
    assert GOOD.fingerprint == "edd80250f5f9417968356608e90f2c68e559cc818437be69a01dc730f1d1c32e"
    others = [{"materials": ()}, {"business_class": "A"}, {"post_a": "x"}, {"controlled": True}]
    assert len({replace(GOOD, **change).fingerprint for change in others} | {GOOD.fingerprint}) == 5


@given(contents(), contents())
def test_contents_differ_exactly_where_it_is_told(one: ItemContent, other: ItemContent) -> None:
    assert (differences(one, other) == []) == (one.fingerprint == other.fingerprint)
    assert differences(one, one) == []
    assert content_from(one.as_json()) == one
    assert faults_of(one) == []


@pytest.mark.row("C1")
def test_differences_are_told_in_the_words_of_the_sheet() -> None:
    moved = replace(BOOKLET, conditional=False, copies=2)
    other = replace(GOOD, promised_limit=8, bookable=False, materials=(moved, replace(ID_CARD, name="申请表")))
    before = replace(GOOD, materials=(ID_CARD, BOOKLET))
    told = {each.field: (each.words, each.was, each.now) for each in differences(before, other)}
    assert told == {
        "promised_limit": ("承诺时限（工作日）", "10", "8"),
        "bookable": ("可预约", "是", "否"),
        "materials.居民身份证": ("材料“居民身份证”", "原件及复印件1份；必需：是；来源：部门核发", "取消"),
        "materials.申请表": ("材料“申请表”", "新增", "原件及复印件1份；必需：是；来源：部门核发"),
        "materials.户口簿.copies": ("材料“户口簿”份数", "1", "2"),
        "materials.户口簿.need": ("材料“户口簿”必需", "可容缺", "是"),
    }
    turned = differences(before, replace(GOOD, materials=(BOOKLET, ID_CARD)))
    assert [(each.field, each.was, each.now) for each in turned] == [
        ("materials", "居民身份证、户口簿", "户口簿、居民身份证")
    ]


OF_DRAFTS = ("change", "rebase", "discard", "schedule", "recall", "publish")


@pytest.mark.row("C1")
@pytest.mark.parametrize("verb", OF_DRAFTS)
@pytest.mark.parametrize("state", [state for state in State if state is not State.RETIRED])
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.IllegalMove) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.IllegalMove


@pytest.mark.row("C1")
def test_days_of_versions_meet_without_a_gap() -> None:
    first = date(2026, 4, 1)
    assert last_day_replaced(first, midnight=True) == date(2026, 3, 31)
    assert last_day_replaced(first, midnight=False) == first
    for check, refusal in ((require_from, refusals.ValidFromPast), (require_last_day, refusals.LastDayPast)):
        check(first, first)
        with pytest.raises(refusal):
            check(date(2026, 3, 31), first)
