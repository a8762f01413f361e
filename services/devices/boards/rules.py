"""What the queue board shows, and what is said aloud. Numbers only, never a name (叫号不报姓名). Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from libs.common.clock import SHANGHAI, local

QUEUE: Final = "queue"
LAST_CALLS: Final = 8
TIMES_SPOKEN: Final = 2
RATING_SECONDS: Final = 180
"""How long (hall time) an invitation to rate stays good: the person is still at the window."""
DELTA_SECONDS: Final = 60
"""Real seconds after which a delta is not worth delivering: the display asks for a snapshot."""
IDLE: Final[dict[str, Any]] = {"state": "idle", "number": None}
STOPPED: Final = ("paused", "closed")
_DIGITS: Final = str.maketrans("0123456789", "零一二三四五六七八九")


def good_until(moment: datetime) -> datetime:
    """The end of that day in the hall: its numbers are void then, and a kiosk back next morning must not print them."""
    return datetime.combine(local(moment).date() + timedelta(days=1), time(), SHANGHAI)


def text(number: str, window: int) -> str:
    """As shown: 请A012号到3号窗口办理业务."""
    return f"请{number}号到{window}号窗口办理业务"


def spoken(number: str, window: int) -> str:
    """As read aloud, the number digit by digit: 请A零一二号到3号窗口办理业务 (docs: DOMAIN, queue and calling)."""
    return text(number.translate(_DIGITS), window)


def empty() -> dict[str, Any]:
    return {"calls": [], "waiting": {}, "windows": {}}


@dataclass
class Hall:
    """The queue of one centre as boards and screens show it; changed event by event.

    ``holders`` is the ticket at each window, which callers need and the public board does not.
    ``touched`` gathers the windows whose state changed.
    """

    content: dict[str, Any] = field(default_factory=empty)
    holders: dict[str, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def waits(self, business_class: str, by: int) -> None:
        """``by`` more (or fewer) wait in a class."""
        waiting = dict(self.content["waiting"])
        waiting[business_class] = max(0, waiting.get(business_class, 0) + by)
        self._put("waiting", waiting)

    def called(self, number: str, window: int, ticket_id: str) -> None:
        calls = [call for call in self.content["calls"] if call["number"] != number]
        self._put("calls", [{"number": number, "window": window}, *calls][:LAST_CALLS])
        self._window(window, "calling", number, ticket_id)

    def serving(self, number: str, window: int, ticket_id: str) -> None:
        self._window(window, "serving", number, ticket_id)

    def left(self, window: int, ticket_id: str) -> None:
        """The ticket is no longer at the window: finished or missed. Another's that came since stays."""
        if self.holders.get(str(window)) in (None, ticket_id):
            self._window(window, "idle", None, None)

    def voided(self, ticket_id: str) -> None:
        for window, holder in list(self.holders.items()):
            if holder == ticket_id:
                self._window(int(window), "idle", None, None)

    def duty(self, window: int, state: str, message: str | None) -> None:
        """A window is paused or closed, with what to show there, or open again; who stands at it is shown on."""
        key = str(window)
        shown = dict(self.content["windows"].get(key, IDLE))
        shown.pop("notice", None)
        if shown["state"] in STOPPED:
            shown["state"] = "idle"
        if state in STOPPED:
            shown["notice"] = {"state": state, "message": message}
        self._show(window, shown)

    def state_of(self, window: int, business_class: str | None, undelivered: str | None = None) -> dict[str, Any]:
        """Data of ``window-state`` for one window; those waiting for its class, or for any.

        ``undelivered``: the number whose call nobody may have seen; for the clerk's caller alone.
        """
        shown = self.content["windows"].get(str(window), IDLE)
        waiting = self.content["waiting"]
        waits = sum(waiting.values()) if business_class is None else waiting.get(business_class, 0)
        state = {"window": str(window), "state": shown["state"], "waiting": waits}
        if shown["number"] is not None:
            state |= {"number": shown["number"], "ticket_id": self.holders[str(window)]}
        if message := shown.get("notice", {}).get("message"):
            state["message"] = message
        if undelivered is not None:
            state["undelivered"] = undelivered
        return state

    def changes(self) -> dict[str, Any]:
        """The top-level keys to set in a delta."""
        return {name: self.content[name] for name in sorted(self.changed)}

    def _window(self, window: int, state: str, number: str | None, ticket_id: str | None) -> None:
        key, shown = str(window), {"state": state, "number": number}
        if ticket_id is None:
            self.holders.pop(key, None)
        else:
            self.holders[key] = ticket_id
        notice = self.content["windows"].get(key, IDLE).get("notice")
        self._show(window, shown if notice is None else {**shown, "notice": notice})

    def _show(self, window: int, shown: dict[str, Any]) -> None:
        """An idle window with a notice shows the notice's state."""
        key = str(window)
        if "notice" in shown and shown["state"] == "idle":
            shown = {**shown, "state": shown["notice"]["state"]}
        if self.content["windows"].get(key) != shown:
            self.touched.add(window)
            self._put("windows", {**self.content["windows"], key: shown})

    def _put(self, name: str, value: Any) -> None:
        if self.content[name] != value:
            self.content[name] = value
            self.changed.add(name)
