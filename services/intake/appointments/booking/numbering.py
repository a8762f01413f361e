"""Numbers that people without a sign-in go by: 预约号 (Y…) and 上门服务号 (S…)."""

from __future__ import annotations

from libs.common.clock import local
from libs.common.transaction import Transaction
from services.intake.casework.cases.numbers import next_number
from services.intake.casework.cases.refusals import NumbersExhausted
from services.intake.items.catalogue.tables import Centre


def public_number(tx: Transaction, letter: str, place: Centre, window: int) -> str:
    """``letter``, the town's three digits, date 6, window 2, serial 4. Raises NumbersExhausted.

    Two centres of one town share its division code, so the series is the division's. Take it late: others wait for it.
    """
    day = local(tx.now).date()
    serial = next_number(tx, f"{letter}/{place.division}/{day}/{window}")
    if serial > 9999:
        raise NumbersExhausted()
    return f"{letter}{place.division[6:9]}{day:%y%m%d}{window:02d}{serial:04d}"
