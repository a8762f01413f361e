"""What may be published: the rules of the catalogue, without a database."""

from dataclasses import replace
from typing import Any

import pytest

from services.intake.catalogue.rules import ItemDraft, ItemInvalid, MaterialDraft, require_publishable

ID_CARD = MaterialDraft("居民身份证", "original_and_copy", 1, True, False, "部门核发")
GOOD = ItemDraft(
    code="BM-SL-001", name="样例事项", kind="promised", window=1, legal_limit=20, promised_limit=10,
    delegable=True, village_can_finish=False, home_visit=False, bookable=True, fee="不收费", fee_basis="不涉及收费",
    conditions=("本镇居民",), procedure=("申请", "审核", "办结"), result="批文", upper_authority=None,
    co_departments=(), materials=(ID_CARD,),
)  # fmt: skip


def faults(**changes: Any) -> set[str]:
    with pytest.raises(ItemInvalid) as refused:
        require_publishable(replace(GOOD, **changes))
    return {error["field"] for error in refused.value.errors}


def test_a_complete_item_may_be_published() -> None:
    require_publishable(GOOD)
    require_publishable(replace(GOOD, kind="immediate", legal_limit=None, promised_limit=0))
    require_publishable(replace(GOOD, promised_limit=20))


@pytest.mark.row("C3")
def test_the_promised_limit_is_never_longer_than_the_legal_one() -> None:
    assert faults(promised_limit=21) == {"promised_limit"}
    assert faults(legal_limit=None) == {"legal_limit"}
    assert faults(promised_limit=0) == {"promised_limit"}
    assert faults(kind="immediate", promised_limit=1) == {"promised_limit"}


@pytest.mark.row("S5.1")
@pytest.mark.parametrize(
    ("field", "empty"),
    [("name", ""), ("procedure", ()), ("conditions", ()), ("fee", ""), ("fee_basis", ""), ("result", "")],
)
def test_nothing_of_the_seven_may_be_left_out(field: str, empty: Any) -> None:
    assert faults(**{field: empty}) == {field}


def test_each_kind_says_what_makes_it_that_kind() -> None:
    assert faults(kind="joint") == {"co_departments"}
    assert faults(kind="reported") == {"upper_authority"}
    assert faults(kind="other") == {"kind"}
    assert faults(delegable=False, village_can_finish=True) == {"village_can_finish"}


def test_materials_are_named_once_counted_and_conditional_only_when_required() -> None:
    assert faults(materials=(ID_CARD, ID_CARD)) == {"materials"}
    assert faults(materials=(replace(ID_CARD, copies=0),)) == {"materials"}
    assert faults(materials=(replace(ID_CARD, form="scan"),)) == {"materials"}
    assert faults(materials=(replace(ID_CARD, required=False, conditional=True),)) == {"materials"}


def test_equal_content_has_an_equal_fingerprint() -> None:
    assert replace(GOOD).fingerprint == GOOD.fingerprint
    assert replace(GOOD, materials=()).fingerprint != GOOD.fingerprint
