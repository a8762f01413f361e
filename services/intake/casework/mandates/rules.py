"""What an agent may do (民法典 art. 165): checked at every act, against matter, period and powers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol

from libs.common.errors import Refused

DRAFTED, ACTIVE, REVOKED, EXPIRED = "drafted", "active", "revoked", "expired"
PERSONAL, UNIT = "personal", "unit"
POWERS = {
    "hand_in": "代为提交申请和材料",
    "supplement": "代为补正材料",
    "withdraw": "代为撤回申请",
    "collect": "代为领取办理结果和文书",
}
# verb: states it may start from, state it leads to. Only a signed mandate is active; none comes back to life.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "sign": ((DRAFTED,), ACTIVE),
    "revoke": ((DRAFTED, ACTIVE), REVOKED),
    "expire": ((DRAFTED, ACTIVE), EXPIRED),
}


class MandateRefused(Refused):
    """The agent may not do this; each ground has a code of its own."""

    code, title = "mandate_refused", "委托书不允许此操作"


class MandateNotSigned(MandateRefused):
    code, title = "mandate_not_signed", "委托书尚未签署"


class MandateSigned(MandateRefused):
    code, title = "mandate_signed", "委托书已经签署"


class MandateRevoked(MandateRefused):
    code, title = "mandate_revoked", "委托已经撤销"


class MandateExpired(MandateRefused):
    code, title = "mandate_expired", "委托期限已过"


class MandateNotBegun(MandateRefused):
    code, title = "mandate_not_begun", "委托期限尚未开始"


class MandateOtherMatter(MandateRefused):
    code, title = "mandate_other_matter", "委托书不包括该事项"


class MandateOtherPrincipal(MandateRefused):
    code, title = "mandate_other_principal", "委托人不是该办件的申请人"


class MandateLacksPower(MandateRefused):
    code, title = "mandate_lacks_power", "委托权限不包括该操作"


class MandatePeriod(Refused):
    code, title, status = "mandate_period", "委托期限有误：截止日应不早于起始日和今天，且不超过三年", 422


class AgentIsPrincipal(Refused):
    code, title, status = "agent_is_principal", "受托人不能是委托人本人", 422


class NotAPersonsMandate(Refused):
    """A unit's mandate names the unit: code, address, legal representative; a person's names none of them."""

    code, title, status = "mandate_parties", "委托人信息与委托书种类不符", 422


OF_UNITS = ("unit_id", "address", "legal_representative")
LONGEST_DAYS = 3 * 366
"""A mandate is for a matter, not for life [convention]."""


def require_parties(unit: bool, principal: Mapping[str, object]) -> None:
    """Raises NotAPersonsMandate."""
    of_units = [bool(principal[part]) for part in OF_UNITS]
    fits = all(of_units) and not principal["resident_id"] if unit else not any(of_units) and principal["resident_id"]
    if not fits:
        raise NotAPersonsMandate(field="principal")


class Standing(Protocol):
    """What a rule needs to know of a mandate."""

    @property
    def state(self) -> str: ...
    @property
    def matters(self) -> list[str]: ...
    @property
    def powers(self) -> list[str]: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date: ...


def require_period(valid_from: date, valid_until: date, today: date) -> None:
    """Raises MandatePeriod."""
    if valid_until < max(valid_from, today) or (valid_until - valid_from).days > LONGEST_DAYS:
        raise MandatePeriod(field="valid_until")


def require_live(mandate: Standing) -> None:
    """Whether there is still something to sign or to use. Raises MandateRevoked, MandateExpired."""
    if mandate.state == REVOKED:
        raise MandateRevoked()
    if mandate.state == EXPIRED:
        raise MandateExpired(until=mandate.valid_until.isoformat())


def require_covers(mandate: Standing, item_code: str, power: str, today: date, same_principal: bool) -> None:
    """Whether the agent may use ``power`` in a case of ``item_code`` on ``today`` (both end days count).

    Raises the MandateRefused that names what is in the way; the state comes first, the power last.
    """
    if mandate.state == DRAFTED:
        raise MandateNotSigned()
    require_live(mandate)
    if today > mandate.valid_until:
        raise MandateExpired(until=mandate.valid_until.isoformat())
    if today < mandate.valid_from:
        raise MandateNotBegun(begins=mandate.valid_from.isoformat())
    if not same_principal:
        raise MandateOtherPrincipal()
    if item_code not in mandate.matters:
        raise MandateOtherMatter(matters=list(mandate.matters))
    if power not in mandate.powers:
        raise MandateLacksPower(POWERS[power], powers=list(mandate.powers))


def in_words(powers: Collection[str]) -> list[str]:
    """The powers as a mandate states them, in their usual order."""
    return [words for power, words in POWERS.items() if power in powers]
