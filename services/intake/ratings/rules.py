"""What may be rated. Source: 政务服务“好差评” — one handling, one rating, voluntary, five levels."""

from __future__ import annotations

from libs.common.errors import Refused

MOST_INDICATORS = 20


class UnknownHandling(Refused):
    code, title, status = "unknown_handling", "没有这次办理", 404


class NotHandledYet(Refused):
    code, title = "not_handled_yet", "尚未办理，不能评价"


class AlreadyRated(Refused):
    code, title = "already_rated", "本次办理已经评价"


def require_ratable(state: str | None) -> None:
    """Raises unless the ticket with this state was served: a person rates what was done for them."""
    if state is None:
        raise UnknownHandling()
    if state not in ("serving", "finished"):
        raise NotHandledYet()
