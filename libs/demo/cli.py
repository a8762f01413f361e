"""``./dev demo``: set up a fresh suite, play the day, show what it left."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from libs.common.broker.ports import BrokerPorts
from libs.common.cli.stack import Stack
from libs.common.cli.stack_ports import StackPorts
from libs.common.clock import SteeredClock, local
from libs.demo.api import People
from libs.demo.book import Book
from libs.demo.hall import Hall
from libs.demo.outcome import Ledger, Outcome
from libs.demo.pace import STILL, Pace
from libs.demo.plan import CLOSES, DAY, EARLIER, OPENS, at, plan_day
from libs.demo.prologue import COMES_IN
from libs.demo.tables import print_outcome
from libs.terminal.connection import Link

TOWN = Path(__file__).resolve().parents[2] / "samples" / "town"
CENTRE = "taozhu"
# A call lives a minute in a real hall, a ticket waits as long for its paper. At the demo's speed a minute passes in an
# eighth of a second, so they get five.
DEMO_ENVIRONMENT = {
    "BIANMIN_CALL_TTL_SECONDS": "300",
    "BIANMIN_PRINT_CONFIRM_SECONDS": "300",
    "BIANMIN_DOUBLE_PRESS_SECONDS": "300",
    "BIANMIN_LOG_LEVEL": "WARNING",
}
SWITCHED_ON = timedelta(minutes=15)
"""Before opening: the terminals come online."""
CLOSING_SECONDS = (at(CLOSES) - at(OPENS)).total_seconds()


@click.command()
@click.option("--once", is_flag=True, help="End after the day; exit 0 only if every figure agrees.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on the last line of standard output.")
@click.option("--seed", type=int, default=20260302, show_default=True, help="Another number, another day.")
def main(once: bool, as_json: bool, seed: int) -> None:
    """Play a full day of the sample town's hall on the real suite."""
    console = Console(stderr=as_json)
    folder = Path(tempfile.mkdtemp(prefix="bianmin-demo-"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        outcome = _play(console, folder, seed, as_json, once)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if outcome.good else 1)


def _play(console: Console, folder: Path, seed: int, as_json: bool, once: bool) -> Outcome:
    started = time.monotonic()
    # Ports of its own: a demo beside a running suite disturbs nobody.
    ports = StackPorts.free(BrokerPorts.free())
    pace = Pace(SteeredClock.begin(folder / "clock", at(COMES_IN, EARLIER), STILL))
    stack = Stack(folder, ports=ports, clock=str(pace.clock), environment=DEMO_ENVIRONMENT)
    try:
        with console.status("准备：数据库、消息服务器、样例乡镇 …"):
            secrets = _prepare(stack)
            stack.start_services()
        people = People(stack.urls, stack.secrets_dir, CENTRE)
        link = Link("127.0.0.1", stack.broker.mqtt_port, client_id="", secret="")
        hall = Hall(people, secrets, TOWN, plan_day(TOWN, seed), seed, link, folder / "terminals.db", pace)
        try:
            with console.status(f"{EARLIER} 受理结转的办件 …"):
                hall.earlier()
            hall.pace.leap(at(OPENS) - SWITCHED_ON)
            outcome = _day(console, hall, Ledger(people, Book(stack.data)))
        except BaseException:
            hall.close()
            raise
        seconds = round(time.monotonic() - started, 1)
        print_outcome(console, outcome)
        console.print(f"用时 {seconds} 秒")
        if as_json:
            print(json.dumps(_as_json(outcome, seconds), ensure_ascii=False))
        if not once:
            _stay(console, stack)
        return outcome
    finally:
        stack.stop()


def _prepare(stack: Stack) -> dict[str, str]:
    """Fresh databases with the sample town, a running broker; the terminals' secrets."""
    failures: list[BaseException] = []

    def start_broker() -> None:
        try:
            stack.broker.start()
        except BaseException as error:  # handed to the main thread, which raises it
            failures.append(error)

    # The broker takes as long as the databases: side by side.
    broker = threading.Thread(target=start_broker)
    (stack.secrets_dir).mkdir(parents=True, exist_ok=True)
    broker.start()
    stack.prepare()
    stack.admin("town", "load", str(TOWN))
    secrets: dict[str, str] = json.loads(stack.admin("terminals", "issue").splitlines()[-1])
    broker.join()
    if failures:
        raise failures[0]
    return secrets


def _day(console: Console, hall: Hall, ledger: Ledger) -> Outcome:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[seen]}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"{DAY} 终端上线", total=CLOSING_SECONDS, seen="")
        hall.pace.wake()
        hall.open()
        hall.pace.go()
        hall.begin()
        while (now := hall.pace.now()) < at(CLOSES) or hall.at_work():
            hall.pace.steer()
            tally = hall.tally
            seen = f"取号 {tally['tickets']}　办结 {tally['finished']}　受理 {tally['accepted']}"
            elapsed = max(0.0, (now - at(OPENS)).total_seconds())
            progress.update(task, description=f"{local(now):%m-%d %H:%M}", completed=elapsed, seen=seen)
            time.sleep(0.2)
        progress.update(task, description="闭厅，等候消息处理完毕", completed=CLOSING_SECONDS)
        hall.wait(timeout=60)
        hall.pace.rest()
        hall.send_everybody_home()
        hall.close()
        ledger.settle()
        ledger.close_hall()
        ledger.settle()
        return ledger.gather(hall.tally, hall.shown())


def _as_json(outcome: Outcome, seconds: float) -> dict[str, Any]:
    def counts(found: Counter[str]) -> dict[str, int]:
        return dict(sorted(found.items()))

    return {
        "tickets": counts(outcome.tickets),
        "cases": counts(outcome.cases),
        "delegations": counts(outcome.delegations),
        "petitions": counts(outcome.petitions),
        "ratings": counts(outcome.ratings),
        "events": outcome.events,
        "incidents": [incident.as_json() for incident in outcome.incidents],
        "rules": [rule.as_json() for rule in outcome.rules],
        "identities": [identity.as_json() for identity in outcome.identities],
        "seconds": seconds,
    }


def _stay(console: Console, stack: Stack) -> None:
    console.print("套件仍在运行，按 Ctrl-C 结束：")
    for service, url in stack.urls.items():
        console.print(f"  {service:10} {url}/openapi.json　{url}/metrics")
    console.print(f"  RabbitMQ   {stack.broker.management_url.split('@')[-1]}　MQTT 127.0.0.1:{stack.broker.mqtt_port}")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("结束。")
