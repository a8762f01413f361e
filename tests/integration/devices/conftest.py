"""A running hall, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.broker.node import BrokerNode
from tests.integration.devices.hall import Hall, open_hall


@pytest.fixture
def hall(broker: BrokerNode, database_url: str, tmp_path: Path) -> Iterator[Hall]:
    """The sample hall with terminals approved; graces are one second."""
    with open_hall(broker, database_url, tmp_path, offline_grace_seconds=1.0) as opened:
        yield opened
