"""Village agents: look at their work, take it, do it, send it back."""

from __future__ import annotations

from datetime import timedelta

from libs.common.actor import Role
from libs.demo.api import AnswerRefused, People
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, at
from libs.demo.tally import Tally

ROUND = timedelta(minutes=20)
DOING = timedelta(minutes=8)


class VillageAgents:
    """One thread plays all agents: each round, whoever has work goes one step on with it."""

    def __init__(self, people: People, villages: list[str], pace: Pace, tally: Tally) -> None:
        self._agents = {
            (village, post): people.person(
                f"agent-{village}-{post.lower()}", Role.VILLAGE_AGENT, villages=frozenset({village})
            )
            for village in villages
            for post in ("A", "B")
        }
        self._director = people.person("director", Role.DIRECTOR)
        self._centre = people.centre
        self._pace = pace
        self._tally = tally

    def work(self) -> None:
        """Until closing; what is taken by then is finished."""
        while self._pace.now() < at(CLOSES):
            self._pace.during(ROUND)
            self.round("opened", self._take)
            self._pace.during(DOING)
            self.round("taken", self._do)
            self.round("done", self._return)

    def round(self, state: str, step: object) -> None:
        """Play ``step`` for every delegation in ``state``."""
        cursor = None
        while True:
            query = {"centre": self._centre, "state": state, "limit": 200, **({"cursor": cursor} if cursor else {})}
            found = self._director.get("routing", "/delegations", **query)
            for delegation in found["items"]:
                try:
                    step(delegation)  # type: ignore[operator]
                except AnswerRefused as refused:
                    # Recalled a moment ago: the case ended at the centre first.
                    self._tally.add(f"delegation_refused:{refused.code}")
            cursor = found["next"]
            if cursor is None:
                return

    def _act(self, delegation: dict[str, str], verb: str, body: dict[str, str] | None = None) -> None:
        agent = self._agents[delegation["village_code"], delegation["post"]]
        agent.post("routing", f"/delegations/{delegation['id']}/{verb}", body)
        self._tally.add(f"delegation_{verb}")

    def _take(self, delegation: dict[str, str]) -> None:
        self._act(delegation, "take")

    def _do(self, delegation: dict[str, str]) -> None:
        if int(delegation["case_number"]) % 10 == 0:
            return  # not at home today
        self._act(delegation, "done")

    def _return(self, delegation: dict[str, str]) -> None:
        self._act(delegation, "return", {"outcome": "done"})
