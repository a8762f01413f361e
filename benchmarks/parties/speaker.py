"""Terminals that say much: two LED agents reporting what they played, over bare MQTT connections.

``python -m benchmarks.parties.speaker PLAN.json``; told ``to`` "devices" or "broker" it sends one round and says
``sent`` (start in Unix seconds, messages, unique messages) or the acknowledged ``rate``.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.parties.echo import Bare
from benchmarks.party import listen, say
from libs.common.ids import new_id
from libs.terminal import envelope, topics
from libs.terminal.vocabulary import HELLO, PLAYED, Kind

TERMINALS = ("led-1", "led-2")
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DATA = {"code": "GG-001", "from": "2026-03-02T01:00:00Z", "until": "2026-03-02T01:05:00Z", "times": 3}


class Speaker:
    """One terminal. Sequence numbers go on over the rounds, as in one long session."""

    def __init__(self, plan: dict[str, Any], terminal: str) -> None:
        self._centre, self._terminal, self._session, self._seq = plan["centre"], terminal, new_id(), 0
        self.bare = Bare(plan["mqtt_port"], terminal, terminal, plan["secrets"][terminal])
        hello = {"kind": Kind.LED.value, "firmware": "bench", "session": self._session, "boards": {}}
        self.bare.publish_all([self._message(HELLO, new_id(), {**hello, "capabilities": []})])

    def _message(self, event: str, message_id: str, data: dict[str, Any]) -> tuple[str, bytes]:
        self._seq += 1
        payload = envelope.encode_up(message_id, self._seq, self._session, AT, data)
        return topics.up(self._centre, self._terminal, event), payload

    def round(self, count: int) -> list[tuple[str, bytes]]:
        messages = []
        for number in range(count):
            message_id = new_id()
            messages.append(self._message(PLAYED, message_id, DATA))
            if number % 10 == 0:
                messages.append(self._message(PLAYED, message_id, DATA))
        return messages


def publish(rounds: list[tuple[Bare, list[tuple[str, bytes]]]]) -> float:
    """Publish side by side; returns when it began, once all is acknowledged."""
    threads = [threading.Thread(target=bare.publish_all, args=(messages,)) for bare, messages in rounds]
    began = time.time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return began


def main(plan: dict[str, Any]) -> None:
    speakers = [Speaker(plan, terminal) for terminal in TERMINALS]
    user, password = plan["broker_user"], plan["broker_password"]
    bares = [Bare(plan["mqtt_port"], f"bench-{name}", user, password) for name in TERMINALS]
    share = plan["count"] // len(speakers)
    say(ready=True)
    while True:
        rounds = [speaker.round(share) for speaker in speakers]
        total = sum(map(len, rounds))
        if listen()["to"] == "devices":
            began = publish([(speaker.bare, messages) for speaker, messages in zip(speakers, rounds, strict=True)])
            say(sent=(began, total, share * len(speakers)))
        else:
            plain = [[("bench/up/played", payload) for _, payload in messages] for messages in rounds]
            began = publish(list(zip(bares, plain, strict=True)))
            say(rate=total / (time.time() - began))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
