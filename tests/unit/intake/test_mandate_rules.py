"""What an agent may do, and what no paper may say."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from services.intake.casework.forms import rules as forms
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.mandates import rules

TODAY = date(2026, 3, 2)


@dataclass
class Mandate:
    state: str = rules.ACTIVE
    matters: list[str] = field(default_factory=lambda: ["BM-MZ-001"])
    powers: list[str] = field(default_factory=lambda: ["hand_in", "collect"])
    valid_from: date = TODAY
    valid_until: date = TODAY


@pytest.mark.row("S6.4", "C7")
@pytest.mark.parametrize(
    ("mandate", "item", "power", "today", "same", "refusal"),
    [
        (Mandate(), "BM-MZ-001", "hand_in", TODAY, True, None),
        (Mandate(rules.DRAFTED), "BM-MZ-001", "hand_in", TODAY, True, rules.MandateNotSigned),
        (Mandate(rules.REVOKED), "BM-MZ-001", "hand_in", TODAY, True, rules.MandateRevoked),
        (Mandate(rules.EXPIRED), "BM-MZ-001", "hand_in", TODAY, True, rules.MandateExpired),
        (Mandate(), "BM-MZ-001", "hand_in", date(2026, 3, 3), True, rules.MandateExpired),
        (Mandate(), "BM-MZ-001", "hand_in", date(2026, 3, 1), True, rules.MandateNotBegun),
        (Mandate(), "BM-MZ-001", "hand_in", TODAY, False, rules.MandateOtherPrincipal),
        (Mandate(), "BM-JH-001", "hand_in", TODAY, True, rules.MandateOtherMatter),
        (Mandate(), "BM-MZ-001", "withdraw", TODAY, True, rules.MandateLacksPower),
    ],
)
def test_an_act_is_held_against_state_period_principal_matter_and_power(
    mandate: Mandate, item: str, power: str, today: date, same: bool, refusal: type[rules.MandateRefused] | None
) -> None:
    if refusal is None:
        rules.require_covers(mandate, item, power, today, same)
        return
    with pytest.raises(rules.MandateRefused) as refused:
        rules.require_covers(mandate, item, power, today, same)
    assert type(refused.value) is refusal


def test_every_refusal_has_a_code_of_its_own_and_chinese_words() -> None:
    refusals = [*rules.MandateRefused.__subclasses__(), rules.MandatePeriod, rules.AgentIsPrincipal,
                rules.NotAPersonsMandate, forms.FormNotForCase, forms.FormStands, forms.FormVoid, forms.FormNotPrinted,
                forms.ReceiptNotOffered, forms.TwoStaffNeeded]  # fmt: skip
    assert len({one.code for one in refusals}) == len({one.title for one in refusals}) == len(refusals)
    assert all("\u4e00" <= one.title[0] <= "\u9fff" for one in refusals)


def test_a_mandate_is_for_a_time() -> None:
    rules.require_period(TODAY, TODAY, TODAY)
    for start, end in ((TODAY, date(2026, 3, 1)), (date(2026, 1, 1), date(2026, 3, 1)), (TODAY, date(2029, 3, 9))):
        with pytest.raises(rules.MandatePeriod):
            rules.require_period(start, end, TODAY)


def test_what_a_paper_needs() -> None:
    for staff in ([], ["窗口员05"], ["窗口员05", " 窗口员05 "]):
        with pytest.raises(forms.TwoStaffNeeded):
            forms.require_two(staff)
    forms.require_two(["窗口员05", "代办员甲01"])
    forms.require_paper(FormKind.PROMISED, "receipt")
    with pytest.raises(forms.ReceiptNotOffered):
        forms.require_paper(FormKind.RETURN, "receipt")
    assert len({kind.title for kind in FormKind}) == 10
