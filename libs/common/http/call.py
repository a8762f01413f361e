"""One HTTP call on its way to an action: who, why, with what, and until when."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from eventlet import Timeout as Alarm

from libs.common.actor import Actor, Cause
from libs.common.database import Database
from libs.common.errors import Timeout
from libs.common.http.answer import etag
from libs.common.transaction import Transaction


@dataclass
class Call:
    """What routes with ``mode="none"`` get in place of a transaction."""

    actor: Actor
    cause: Cause
    client: str
    path: str
    arguments: dict[str, Any]
    time_limit: float
    if_match: int | None = None
    if_none_match: str | None = None
    key: str | None = None
    link: str | None = None
    """The secret of the link that a caller without sign-in came by (routes with ``link``)."""
    file_name: str = ""
    """What the sender calls the file that it sends; never to be believed."""
    request_hash: str = ""
    began: float = field(default_factory=time.monotonic)
    _alarm: Alarm | None = None

    def has_seen(self, version: int) -> bool:
        """Whether the caller's If-None-Match names ``version``. Proxies that compress weaken ETags by ``W/``."""
        tags = (self.if_none_match or "").split(",")
        return etag(version) in (tag.strip().removeprefix("W/") for tag in tags)

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Raises Timeout in the block once the call's time is up, unless ``seal`` came first."""
        self._alarm = Alarm(max(0.001, self.began + self.time_limit - time.monotonic()))
        try:
            yield
        except Alarm as fired:
            if fired is not self._alarm:
                raise
            raise Timeout() from None
        finally:
            self._alarm.cancel()

    def seal(self) -> None:
        """Last act before a commit: past this the call is done, not timed out, so that no commit is left in doubt.

        Raises Timeout, for a rollback, when the time is up but nothing yielded to let the alarm ring.
        """
        if time.monotonic() > self.began + self.time_limit:
            raise Timeout()
        if self._alarm is not None:
            self._alarm.cancel()

    @contextmanager
    def transaction(self, database: Database) -> Iterator[Transaction]:
        """A write transaction of this call's actor and cause, for routes that must do something slow before it."""
        with database.transaction(self.actor, self.cause) as tx:
            tx.if_match, tx.link = self.if_match, self.link
            yield tx
            self.seal()
