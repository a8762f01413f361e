"""A connection that stands but confirms nothing is given up, and what waited arrives on the next one."""

from __future__ import annotations

import pytest

from libs.common.broker.node import BrokerNode
from libs.terminal.conformance.record import Record
from libs.terminal.conformance.tap import Tap
from libs.terminal.connection import CONFIRM_PATIENCE
from libs.terminal.vocabulary import Kind
from tests.integration.terminal.centre import Centre
from tests.integration.terminal.conftest import Make
from tests.support.waiting import eventually


@pytest.mark.row("D6", "N10")
def test_a_terminal_does_not_wait_for_ever_on_a_line_that_confirms_nothing(
    broker: BrokerNode, make: Make, centre: Centre
) -> None:
    record = Record()
    tap = Tap(record, ("127.0.0.1", broker.mqtt_port))
    kiosk = make(Kind.KIOSK, port=tap.port)
    kiosk.start()
    assert kiosk.terminal.wait_online(20)
    eventually(lambda: not kiosk.terminal.backlog)
    first = kiosk.terminal.session
    tap.losing_confirmations = True
    kiosk.terminal.press("A")
    # The line stays up all the while: only the missing confirmation tells.
    eventually(lambda: kiosk.terminal.session not in {None, first}, timeout=CONFIRM_PATIENCE + 15)
    tap.losing_confirmations = False
    assert kiosk.terminal.wait_drained(CONFIRM_PATIENCE + 15)
    heard = centre.await_events(kiosk.terminal.identity.terminal, "ticket-requested")
    assert len({each.message.id for each in heard}) == 1
    kiosk.stop()
    tap.close()
