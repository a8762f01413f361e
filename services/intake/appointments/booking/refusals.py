"""What bookings say no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import NotFound, Refused


class IllegalMove(Refused):
    """The booking is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "booking_move_refused", "预约当前状态不允许此操作"


class NotConfirmed(IllegalMove):
    code, title = "booking_not_confirmed", "预约尚未确认"


class AlreadyConfirmed(IllegalMove):
    code, title = "booking_already_confirmed", "预约已经确认"


class HoldLapsed(IllegalMove):
    code, title = "booking_hold_lapsed", "占位已过期，请重新选择时段"


class BookingCancelled(IllegalMove):
    code, title = "booking_cancelled", "预约已经取消"


class AlreadyArrived(IllegalMove):
    code, title = "booking_already_arrived", "预约人已经到场"


class BookingMissed(IllegalMove):
    code, title = "booking_missed", "预约时段已过，已记为爽约"


class BookingNotFound(NotFound):
    """One answer for a wrong number, a wrong code and a spent one: none is given away."""

    code, title = "booking_not_found", "预约号或预约码有误"


class NotBookable(Refused):
    code, title = "item_not_bookable", "该事项不提供预约"


class SlotNotOffered(Refused):
    """Not a slot of this window: outside its hours or the days ahead, already begun, or blacked out (停约)."""

    code, title = "slot_not_offered", "该时段不开放预约"


class SlotFull(Refused):
    code, title = "slot_full", "该时段已约满"


class AlreadyBooked(Refused):
    """One open booking a person and matter: ``data["number"]`` is withheld, the person has it."""

    code, title = "already_booked", "您已预约该事项，请先取消或改约"


class Blocked(Refused):
    """``data["until"]``: when booking is open to the person again. Taking a number in the hall always is."""

    code, title = "booking_blocked", "多次爽约，暂停预约，可到大厅现场取号"


class TooLateToChange(Refused):
    """``data["until"]`` was the last moment."""

    code, title = "too_late_to_change", "已过可取消、改约的时间"


class TooEarly(Refused):
    """``data["from"]``: when the person may check in."""

    code, title = "too_early_to_arrive", "未到预约时段，请稍后再报到"


class WrongPerson(Refused):
    code, title, status = "wrong_person", "证件号码与预约人不符", 422


class UnreadableQr(Refused):
    code, title, status = "unreadable_qr", "不是预约二维码", 422


class BookedInside(Refused):
    """``data["bookings"]`` people have booked there: say ``cancel_booked`` to cancel theirs, and they are told."""

    code, title = "booked_inside", "该时段已有人预约"
