"""What a mandate says on paper (授权委托书): 民法典 art. 165 asks for agent, matter, powers, period and signature."""

from __future__ import annotations

from collections.abc import Mapping

from libs.common.documents import Block, Field, Fields, Lines
from libs.common.documents.parts import in_chinese
from libs.common.identity.masking import mask_phone, mask_resident_id
from services.intake.casework.mandates.rules import UNIT, in_words
from services.intake.casework.mandates.tables import Mandate

BASIS = "《中华人民共和国民法典》第一百六十五条、第一百六十九条"


def mandate_blocks(mandate: Mandate, item_names: Mapping[str, str]) -> list[Block]:
    """``item_names``: the names of the matters by code."""
    until = f"{in_chinese(mandate.valid_from)}至{in_chinese(mandate.valid_until)}"
    return [
        Fields((*_principal(mandate), Field("受托人", mandate.agent_name),
                Field("受托人证件号码", mask_resident_id(mandate.agent_resident_id)),
                Field("受托人电话", _phone(mandate.agent_phone)),
                Field("委托期限", until, wide=True))),
        Lines("委托事项", tuple(f"{no}. {item_names[code]}（{code}）" for no, code in enumerate(mandate.matters, 1))),
        Lines("委托权限", tuple(f"{no}. {words}" for no, words in enumerate(in_words(mandate.powers), 1))),
        Lines("声明", (
            "委托人现委托受托人在上述期限内，以委托人名义在上述权限内办理上述事项，法律后果由委托人承担。",
            "受托人不得转委托。代办服务不收取任何费用。",
        )),
    ]  # fmt: skip


def signatures(mandate: Mandate) -> tuple[str, ...]:
    if mandate.kind == UNIT:
        return "委托单位（盖章）", "法定代表人（签名）", "受托人（签名）"
    return "委托人（签名、捺印）", "受托人（签名）"


def _principal(mandate: Mandate) -> tuple[Field, ...]:
    phone = Field("委托人电话", _phone(mandate.principal_phone))
    if mandate.kind == UNIT:
        return (
            Field("委托单位", mandate.principal_name, wide=True),
            Field("统一社会信用代码", mandate.principal_number, wide=True),
            Field("单位地址", mandate.address or "", wide=True),
            Field("法定代表人", mandate.legal_representative or ""), phone,
        )  # fmt: skip
    return (
        Field("委托人", mandate.principal_name),
        Field("委托人证件号码", mask_resident_id(mandate.principal_number)), phone,
    )  # fmt: skip


def _phone(number: str | None) -> str:
    return mask_phone(number) if number else ""
