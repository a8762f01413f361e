"""One replica of *intake* in a process of its own: each of its windows presses next so many times, at most.

``python -m tests.integration.intake.calling_replica URL FIRST LAST PRESSES`` says ``ready``, begins at a line on its
input, and prints one ticket id per call, in the order of its own commits.
"""

import eventlet; eventlet.monkey_patch()  # noqa: E702  must run before anything else is imported

import sys

from eventlet import GreenPool
from sqlalchemy import update

from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.periods import end_periods
from services.intake.hall.queue.rules import NobodyWaiting
from services.intake.hall.queue.tables import Ticket
from tests.integration.intake.hall import CENTRE, hall_database


def main(url: str, first: int, last: int, presses: int) -> None:
    db = hall_database(url, fresh=False)
    with db.reading() as tx:
        tx.session.get(Ticket, "warm")

    def press(window: int) -> None:
        here = None
        for _ in range(presses):
            try:
                with db.transaction() as tx:
                    if here is not None:  # as good as served: the race is about calling
                        done = update(Ticket).where(Ticket.id == here).values(state="finished")
                        tx.session.execute(done, execution_options={"synchronize_session": False})
                        end_periods(tx, [here])
                    here = call_next(tx, CENTRE, window).id
            except NobodyWaiting:
                return
            print(here, flush=True)

    print("ready", flush=True)
    sys.stdin.readline()
    pool = GreenPool(last - first + 1)
    for window in range(first, last + 1):
        pool.spawn_n(press, window)
    pool.waitall()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
