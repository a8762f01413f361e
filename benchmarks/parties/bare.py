"""The yardstick: nameko's own EventDispatcher and event_handler. Writes nothing, loses on failure.

``python -m benchmarks.parties.bare send|receive service|standalone COUNT AMQP_URL``
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.events import EventDispatcher, event_handler  # noqa: E402
from nameko.extensions import Entrypoint  # noqa: E402
from nameko.standalone.events import event_dispatcher  # noqa: E402

from benchmarks.party import listen, say  # noqa: E402

PAYLOAD = {"tally_id": "0195e0c2-0000-7000-8000-000000000000", "kind": "copy", "quantity": 1, "window": 1}


class Once(Entrypoint):
    """Runs its method in a worker, as any entrypoint does, when the measurement says so."""


class BareSender:
    name = "bare_sender"
    dispatch = EventDispatcher()

    @Once.decorator
    def send(self, count: int) -> None:
        for _ in range(count):
            self.dispatch("tally_recorded", PAYLOAD)


class BareReceiver:
    name = "bare_receiver"
    received = 0

    @event_handler("bare_sender", "tally_recorded")
    def on_tally(self, payload: dict[str, object]) -> None:
        BareReceiver.received += 1


def send(form: str, count: int, amqp_url: str) -> None:
    container = ServiceContainer(BareSender, {"AMQP_URI": amqp_url})
    container.start()
    standalone = event_dispatcher({"AMQP_URI": amqp_url})
    say(ready=True)
    listen()
    say(started=time.time())
    if form == "service":
        container.spawn_worker(next(iter(container.entrypoints)), (count,), {})
    else:
        for _ in range(count):
            standalone("bare_sender", "tally_recorded", PAYLOAD)
    container.wait()


def receive(_form: str, count: int, amqp_url: str) -> None:
    container = ServiceContainer(BareReceiver, {"AMQP_URI": amqp_url})
    container.start()
    say(ready=True)
    while BareReceiver.received < count:
        eventlet.sleep(0.01)
    say(finished=time.time(), counted=BareReceiver.received)
    container.stop()


if __name__ == "__main__":
    side, form, count, amqp_url = sys.argv[1:5]
    {"send": send, "receive": receive}[side](form, int(count), amqp_url)
