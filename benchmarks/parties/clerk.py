"""The HTTP client of the measurements: kept-alive connections, one thread each.

``python -m benchmarks.parties.clerk PLAN.json EMPTY_PORT``; says ``found``: milliseconds of each call one after
another, and calls per second of several threads, both for accepting a case and for the empty route.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import local
from typing import Any
from urllib.parse import urlsplit

from benchmarks.party import say
from libs.common.actor import Actor, Role
from libs.common.identity.secrets import private_key
from libs.common.identity.tokens import issue
from libs.common.ids import new_id
from libs.demo.plan import synthetic_resident_id


class Client:
    """POSTs JSON to one server; raises RuntimeError for any answer but 200 and 201."""

    def __init__(self, host: str, token: str = "") -> None:
        self._host, self._local = host, local()
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def post(self, path: str, body: dict[str, Any]) -> Any:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection(self._host, timeout=30)
        connection: http.client.HTTPConnection = self._local.connection
        headers = self._headers | {"Idempotency-Key": new_id()}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {text[:300]!r}")
        return json.loads(text)


def register(intake: Client, plan: dict[str, Any], numbers: range) -> list[str]:
    """Cases of synthetic residents, waiting to be accepted; their ids."""
    random = Random(1)
    ids = []
    for number in numbers:
        applicant = {"name": "样例人", "resident_id": synthetic_resident_id(random, number)}
        item = plan["item"]
        body = {"item_code": item["code"], "applicant": applicant, "received": item["materials"]}
        ids.append(intake.post("/api/intake/v1/cases", body)["id"])
    return ids


def one_by_one(call: Callable[[str], Any], things: list[str]) -> list[float]:
    times = []
    for thing in things:
        began = time.perf_counter()
        call(thing)
        times.append((time.perf_counter() - began) * 1000)
    return times


def at_once(call: Callable[[str], Any], things: list[str], threads: int) -> float:
    """Calls per second."""
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        list(pool.map(call, things))
        return len(things) / (time.perf_counter() - began)


def main(plan: dict[str, Any], empty_port: int) -> None:
    actor = Actor("clerk01", name="clerk01", roles=frozenset({Role.CLERK}), centres=frozenset({plan["centre"]}))
    intake = Client(urlsplit(plan["urls"]["intake"]).netloc, issue(actor, private_key(Path(plan["secrets_dir"]))))
    empty = Client(f"127.0.0.1:{empty_port}")
    sides: dict[str, Callable[[str], Any]] = {
        "accept": lambda case: intake.post(f"/api/intake/v1/cases/{case}/accept", {}),
        "empty": lambda _case: empty.post("/empty", {}),
    }
    found: dict[str, list[float]] = {"accept": [], "accept_rate": [], "empty": [], "empty_rate": []}
    count = plan["cases"]
    for turn in range(plan["rounds"]):
        cases = register(intake, plan, range(2 * count * turn, 2 * count * (turn + 1)))
        for name, call in sides.items():
            found[name] += one_by_one(call, cases[:count])
            found[f"{name}_rate"].append(at_once(call, cases[count:], plan["at_once"]))
    say(found=found)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]))
