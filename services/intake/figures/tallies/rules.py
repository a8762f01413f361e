"""What may be tallied (source document 2: consultations, copies, certificates, …)."""

from __future__ import annotations

from libs.common.errors import Invalid, Refused

# 咨询 复印 出具证明 电话 后台工作
KINDS = ("consultation", "copy", "certificate", "phone_call", "back_office")
CHANNELS = ("counter", "phone", "online")
MOST_AT_ONCE = 999


class QuantityInvalid(Invalid):
    code, title = "quantity_invalid", "数量应为不等于0且不超过999的整数"


class TakesBackTooMuch(Refused):
    code, title = "takes_back_too_much", "冲减的数量多于当日已记的数量"


def require_countable(quantity: int, counted_today: int) -> None:
    """Raises QuantityInvalid, and TakesBackTooMuch when a correction would leave less than nothing."""
    if quantity == 0 or abs(quantity) > MOST_AT_ONCE:
        raise QuantityInvalid(field="quantity")
    if counted_today + quantity < 0:
        raise TakesBackTooMuch(field="quantity", counted=counted_today)
