"""What the connections of the API are set to."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from libs.common.http.server import ApiServer
from tests.support.desk import running_desk


def test_the_body_of_an_answer_does_not_wait_for_the_client_to_confirm_its_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Nagle's algorithm it waits, about 40 ms, on every connection that is kept."""
    seen: list[int] = []
    serve = ApiServer._serve

    def noted(server: ApiServer, sock: Any, address: Any) -> None:
        seen.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        serve(server, sock, address)

    monkeypatch.setattr(ApiServer, "_serve", noted)
    with running_desk(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as desk:
        assert desk.call("GET", "/slips").status_code == 200
    assert seen
    assert all(seen)
