"""The life of a delivery, its limit, and who may receive it.

Source: 行政许可法 art. 44, a certificate is delivered within ten working days of the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Started, due, limit
from libs.common.errors import NotFound, Refused
from libs.common.moves import LifeCycle
from services.intake.casework.cases.rules import Result


class State(StrEnum):
    PENDING = "pending"  # 待送达
    SENT = "sent"  # 已送出
    DELIVERED = "delivered"  # 已送达


class Way(StrEnum):
    PICKUP = "pickup"  # 窗口领取
    POST = "post"  # 邮寄
    VILLAGE_AGENT = "village_agent"  # 村代办员送达


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "change": {State.PENDING: State.PENDING},
        "send": {State.PENDING: State.SENT},
        "come_back": {State.SENT: State.PENDING},
        "deliver": {State.PENDING: State.DELIVERED, State.SENT: State.DELIVERED},
    }
)
UNDELIVERED = (State.PENDING, State.SENT)
_WORDS = {
    (State.PENDING, Way.PICKUP): "待领取",
    (State.PENDING, Way.POST): "待寄出",
    (State.PENDING, Way.VILLAGE_AGENT): "待送往村里",
    (State.SENT, Way.POST): "已寄出",
    (State.SENT, Way.VILLAGE_AGENT): "村代办员送达中",
}
LIMIT = limit("licence.delivery")


class DeliveryMoveRefused(Refused):
    code, title = "delivery_move_refused", "送达当前状态不允许此操作"


class DeliveryPending(DeliveryMoveRefused):
    code, title = "delivery_pending", "结果尚未送出"


class DeliverySent(DeliveryMoveRefused):
    code, title = "delivery_sent", "结果已经送出"


class DeliveryDone(DeliveryMoveRefused):
    code, title = "delivery_done", "结果已经送达"


class NothingToDeliver(NotFound):
    code, title = "nothing_to_deliver", "该办件没有需要送达的结果"


class PickedUpHere(Refused):
    """What is picked up at the window is not sent anywhere."""

    code, title = "delivery_picked_up", "窗口领取的结果不需要送出"


class TrackingMissing(Refused):
    code, title, status = "tracking_missing", "邮寄送达应填写邮件号", 422


class VillageMissing(Refused):
    code, title, status = "delivery_village_missing", "办件没有登记村（社区），不能由村代办员送达", 422


class NotYourVillage(Refused):
    code, title, status = "delivery_not_yours", "该结果不由您送达", 403


class CertificateNotIssued(Refused):
    """A certificate number tells that one was issued."""

    code, title, status = "certificate_not_issued", "只有出证办结才有证照编号", 422


class DeliveryOpen(Refused):
    code, title = "delivery_open", "结果尚未送达，不能归档"


CYCLE = LifeCycle(
    MOVES,
    {State.PENDING: DeliveryPending, State.SENT: DeliverySent, State.DELIVERED: DeliveryDone},
    {"change": "更改送达方式", "send": "送出", "come_back": "登记退回", "deliver": "再次登记送达"},
)


@dataclass(frozen=True)
class Handing:
    """What a completion says of its result: the certificate's number, the way, and whether it was taken along at once.

    ``way`` None: nothing to deliver, unless a certificate was issued, which is then picked up.
    """

    certificate_number: str | None = None
    way: Way | None = None
    handed_over: bool = False

    def way_of(self, result: Result) -> Way | None:
        """Raises CertificateNotIssued."""
        if self.certificate_number and result is not Result.ISSUED:
            raise CertificateNotIssued(field="certificate_number")
        needed = result is Result.ISSUED or self.handed_over
        return self.way or (Way.PICKUP if needed else None)


@dataclass(frozen=True)
class DeliverBy:
    """The last day of delivery, with its derivation; ``provisional``: 暂定."""

    on: date
    derivation: str
    provisional: bool


def delivery_clock(delivery_id: str, completed_on: date) -> Started:
    return LIMIT.start(completed_on, id=delivery_id, seq=0, label="办结", limit_label="送达")


def deliver_by(delivery_id: str, completed_on: date, calendar: WorkingCalendar) -> DeliverBy:
    found = due([delivery_clock(delivery_id, completed_on)], calendar)
    assert found.due is not None
    return DeliverBy(found.due, found.text, found.provisional)


def require_sendable(way: str, tracking_number: str | None) -> None:
    """Raises PickedUpHere, TrackingMissing."""
    if way == Way.PICKUP:
        raise PickedUpHere()
    if way == Way.POST and not (tracking_number or "").strip():
        raise TrackingMissing(field="tracking_number")


def in_words(state: str, way: str) -> str:
    return _WORDS.get((State(state), Way(way)), "已送达")
