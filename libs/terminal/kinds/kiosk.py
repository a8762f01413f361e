"""Ticket kiosk (取号机): a press asks for a number, the number is printed, the print is reported."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import BadCommand, Command
from libs.terminal.envelope import Malformed, instant
from libs.terminal.inbox import Outcome, failed
from libs.terminal.vocabulary import (
    TICKET,
    TICKET_PRINTED,
    TICKET_REFUSED,
    TICKET_REQUESTED,
    FaultCode,
)


@dataclass(frozen=True)
class Ticket:
    """What is printed: 前方等待 ``ahead`` 人, 预计等候 ``estimated_seconds``, and ``position_url`` as a QR code.

    The last two are None where the centre says nothing of them.
    """

    press_id: str
    ticket_id: str
    number: str
    class_name: str
    ahead: int
    issued_at: datetime
    estimated_seconds: int | None = None
    position_url: str | None = None


@dataclass(frozen=True)
class TicketRefusal:
    """``code`` is stable, ``message`` is Chinese and for the screen."""

    press_id: str
    code: str
    message: str


class KioskDevice(Protocol):
    """The machine around the protocol. Called in the network loop's thread."""

    def print_ticket(self, ticket: Ticket) -> FaultCode | None:
        """The fault that kept the ticket from coming out, or None."""
        ...

    def show_refusal(self, refusal: TicketRefusal) -> None: ...


class Kiosk(Terminal):
    """Bind the device before ``start``."""

    def bind(self, device: KioskDevice) -> None:
        self._device = device
        self._key: tuple[date | None, bytes] = (None, b"")
        self.on(TICKET, self._ticket)
        self.on(TICKET_REFUSED, self._refused)

    def press(
        self, business_class: str, priority_ground: str | None = None, further: Sequence[str] = (),
        card: str | None = None,
    ) -> str:  # fmt: skip
        """Ask for a number; the press's id. Pressed again with the same id it would give the same ticket.

        ``further``: classes of the matters that come after the first, on the same ticket. ``card`` is the id number of
        a card that was read; it does not leave the kiosk.
        """
        press_id = str(uuid.uuid4())
        data: dict[str, Any] = {"press_id": press_id, "business_class": business_class}
        if further:
            data["further"] = list(further)
        if priority_ground:
            data["priority_ground"] = priority_ground
        if card:
            data["person"] = self._person(card)
        return self.publish(TICKET_REQUESTED, data, message_id=press_id)

    def _person(self, card: str) -> str:
        """Tells today's presses of one card together, and nothing else: the key is today's, and nobody has it."""
        today = self.clock.today()
        if self._key[0] != today:
            self._key = (today, secrets.token_bytes(32))
        return hmac.new(self._key[1], card.encode(), hashlib.sha256).hexdigest()

    def _ticket(self, command: Command) -> Outcome | None:
        try:
            issued_at = instant(command.data.get("issued_at"), "issued_at")
        except Malformed as error:
            raise BadCommand(str(error)) from error
        ticket = Ticket(
            command.text("press_id"),
            command.text("ticket_id"),
            command.text("number"),
            command.text("class_name"),
            command.whole("ahead"),
            issued_at,
            command.whole("estimated_seconds") if "estimated_seconds" in command.data else None,
            command.text("position_url") if "position_url" in command.data else None,
        )
        if command.interrupted:
            # The paper may be out already: two tickets with one number are worse than a reprint on demand.
            return self._not_printed(command, ticket, "interrupted")
        fault = self._device.print_ticket(ticket)
        if fault is not None:
            self.raise_fault(fault)
            return self._not_printed(command, ticket, fault.value)
        self._report(command, {"ticket_id": ticket.ticket_id, "outcome": "printed"})
        return None

    def _not_printed(self, command: Command, ticket: Ticket, fault: str) -> Outcome:
        self._report(command, {"ticket_id": ticket.ticket_id, "outcome": "failed", "fault": fault})
        return failed(fault)

    def _report(self, command: Command, data: dict[str, Any]) -> None:
        # One id per command: after a crash the first report stands, a second one is a duplicate to the centre.
        name = f"{self.identity.terminal}/{command.id}/{TICKET_PRINTED}"
        self.publish(TICKET_PRINTED, data, message_id=str(uuid.uuid5(uuid.NAMESPACE_URL, name)))

    def _refused(self, command: Command) -> None:
        self._device.show_refusal(
            TicketRefusal(command.text("press_id"), command.text("code"), command.text("message"))
        )
