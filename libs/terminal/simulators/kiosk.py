"""A kiosk with a paper roll that runs out and a cutter that jams."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Final

from libs.terminal.kinds.kiosk import Kiosk, Ticket, TicketRefusal
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import FaultCode

_LOW: Final = 20


class PressRefused(Exception):
    """The centre gave no ticket; ``refusal`` says why."""

    def __init__(self, refusal: TicketRefusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class OutOfService(Exception):
    """The kiosk shows 暂停服务: it could not print. ``ticket`` is the one that it shows instead, if it has one."""

    def __init__(self, fault: str, ticket: Ticket | None = None) -> None:
        super().__init__(fault)
        self.ticket = ticket


class KioskSimulator(Simulator[Kiosk]):
    """``tickets`` are those printed, in order. ``paper`` is how many tickets the roll still gives."""

    def __init__(self, terminal: Kiosk, paper: int = 2000) -> None:
        super().__init__(terminal)
        self.tickets: list[Ticket] = []
        self.refusals: list[TicketRefusal] = []
        self.paper = paper
        self.jammed = False
        self._open: dict[str, Future[Ticket]] = {}
        self._lock = threading.Lock()
        terminal.bind(self)

    def press(self, business_class: str, priority_ground: str | None = None, timeout: float = 10.0) -> Ticket:
        """Press and wait, ``timeout`` real seconds, for the paper.

        Raises PressRefused, OutOfService, and TimeoutError — the press is kept and its ticket may come later.
        """
        return self.press_later(business_class, priority_ground).result(timeout)

    def press_later(
        self, business_class: str, priority_ground: str | None = None, card: str | None = None
    ) -> Future[Ticket]:
        """Press without waiting, with the id number of the ``card`` that was read, if any. Raises OutOfService."""
        if self.jammed or not self.paper:
            raise OutOfService("缺纸" if not self.paper else "卡纸")
        waiting: Future[Ticket] = Future()
        with self._lock:  # the ticket must not come before the press is known
            self._open[self.terminal.press(business_class, priority_ground, card=card)] = waiting
        return waiting

    def load_paper(self, tickets: int = 2000) -> None:
        self.paper = tickets
        self.terminal.clear_fault(FaultCode.PAPER_OUT)
        self.terminal.clear_fault(FaultCode.PAPER_LOW)

    def jam(self) -> None:
        self.jammed = True

    def clear_jam(self) -> None:
        self.jammed = False
        self.terminal.clear_fault(FaultCode.JAM)

    def print_ticket(self, ticket: Ticket) -> FaultCode | None:
        with self._lock:
            waiting = self._open.pop(ticket.press_id, None)
        fault = FaultCode.JAM if self.jammed else FaultCode.PAPER_OUT if not self.paper else None
        if fault is not None:
            if waiting is not None:
                waiting.set_exception(OutOfService(fault.value, ticket))
            return fault
        self.paper -= 1
        self.tickets.append(ticket)
        wait = "" if ticket.estimated_seconds is None else f" 预计等候{-(-ticket.estimated_seconds // 60)}分钟"
        self.say(f"出票 {ticket.number} {ticket.class_name} 前方等待{ticket.ahead}人{wait}")
        if self.paper <= _LOW:
            self.terminal.raise_fault(FaultCode.PAPER_LOW)
        if waiting is not None:
            waiting.set_result(ticket)
        return None

    def show_refusal(self, refusal: TicketRefusal) -> None:
        self.refusals.append(refusal)
        self.say(f"未取到号：{refusal.message}")
        with self._lock:
            waiting = self._open.pop(refusal.press_id, None)
        if waiting is not None:
            waiting.set_exception(PressRefused(refusal))

    def obey(self, words: list[str]) -> str:
        match words:
            case ["press", business_class, *ground]:
                self.press_later(business_class, " ".join(ground) or None)
                return "已按键，等待出票"
            case ["paper", count]:
                self.load_paper(int(count))
                return f"已装纸 {count} 张"
            case ["jam"]:
                self.jam()
                return "卡纸"
            case ["unjam"]:
                self.clear_jam()
                return "已排除卡纸"
        return super().obey(words)

    def help(self) -> str:
        return "press <业务类别> [优先事由] | paper <张数> | jam | unjam | " + super().help()
