"""A running *petitions* with the sample town, on Monday 2 March 2026, 8:30 in the hall."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from services.petitions.admin import load_town
from services.petitions.service import Service
from tests.integration.petitions.town import TOWN
from tests.support.harness import Running, run_service


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def petitions(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Running]:
    with run_service(Service, database_url, broker, tmp_path, clock) as running:
        load_town(running.db, TOWN)
        yield running
