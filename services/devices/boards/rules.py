"""What the boards show. On the queue's numbers only, never a name (叫号不报姓名). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from libs.common.clock import SHANGHAI, local
from libs.terminal import vocabulary as words
from libs.terminal.envelope import stamp

QUEUE: Final = words.QUEUE
WHEREABOUTS: Final = words.WHEREABOUTS
LAST_CALLS: Final = 8
TIMES_SPOKEN: Final = 2
RATING_SECONDS: Final = 180
"""How long (hall time) an invitation to rate stays good: the person is still at the window."""
DELTA_SECONDS: Final = 60
"""Real seconds after which a delta is not worth delivering: the display asks for a snapshot."""
IDLE: Final[dict[str, Any]] = {"state": "idle", "number": None}
STOPPED: Final = ("paused", "closed")


def good_until(moment: datetime) -> datetime:
    """The end of that day in the hall: its numbers are void then, and a kiosk back next morning must not print them."""
    return datetime.combine(local(moment).date() + timedelta(days=1), time(), SHANGHAI)


def text(number: str, window: int) -> str:
    """As shown: 请A012号到3号窗口办理业务."""
    return f"请{number}号到{window}号窗口办理业务"


def empty(board: str = QUEUE) -> dict[str, Any]:
    """What a board shows before anything happened. The whereabouts board: slot → placard."""
    return {"calls": [], "waiting": {}, "windows": {}} if board == QUEUE else {}


def placard(told: Mapping[str, Any]) -> dict[str, Any]:
    """A placard (去向牌) as shown, from the data of ``whereabouts.changed``; what is not there is left out."""
    texts = {name: told.get(name) for name in ("name", "post", "phone", "state", "reason", "place", "stand_in")}
    times = {name: stamp(told[name]) for name in ("since", "until") if told.get(name) is not None}
    return {name: value for name, value in texts.items() if value is not None} | times


def boards_of(named: Iterable[str]) -> list[str]:
    """The boards that a display shows: those it names, or the queue's when it names none."""
    return [board for board in words.BOARDS if board in set(named)] or [QUEUE]


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
