"""Masking: the shapes of DOMAIN section 6. All numbers and names are made up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.identity.masking import mask_address, mask_name, mask_phone, mask_resident_id, mask_text


def test_numbers() -> None:
    assert mask_resident_id("331082199003071234") == "331082********1234"
    assert mask_resident_id("331082900307123") == "331*********123"
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("0576-85551234") == "0576-****1234"
    assert mask_phone("110") == "***"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小三", "张*三"),
        ("张三", "张*"),
        ("欧阳娜娜", "欧**娜"),
        ("阿依古丽·买买提", "阿******提"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("浙江省临海市桃渚镇城里村12号", "浙江省临海市桃渚镇城里村****"),
        ("临海市桃渚镇东海社区3幢201室", "临海市桃渚镇东海社区****"),
        ("桃渚镇人民路5号", "桃渚镇****"),
        ("城里村", "城里村"),
        ("某处12号301", "某处****"),
    ],
)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫李四，身份证331082199003071234，请回电", "我叫李四，身份证331082********1234，请回电"),
        ("身份证33108219900307123X查不到", "身份证331082********123X查不到"),
        ("331082 19900307 1234", "331082********1234"),
        ("电话13800001234或0576-85551234。", "电话138****1234或0576-****1234。"),
        ("打+8613800001234", "打+86138****1234"),
        ("138-0000-1234", "138****1234"),
        ("13800001234 13900001234", "138****1234 139****1234"),
        ("2026-03-02 13800001234", "2026-03-02 138****1234"),
        ("１３８００００１２３４", "１３８****１２３４"),
        ("卡号6222 0200 1234 5678 901", "卡号6222********8901"),
        ("案件 331082100202603020100001 于 2026-03-02 受理", "案件 331082100202603020100001 于 2026-03-02 受理"),
        ("A012号，前方等待3人，村码331082105201", "A012号，前方等待3人，村码331082105201"),
    ],
)
def test_free_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@given(st.text(alphabet="张三，。 abc\n", max_size=20), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_survives(before: str, phone: str) -> None:
    assert not re.search(r"\d{5}", mask_text(before + phone + "。"))
