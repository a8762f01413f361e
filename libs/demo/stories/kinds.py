"""六件: the kinds of cases, each by its own figure of the month table (DOMAIN section 1)."""

from __future__ import annotations

from collections.abc import Mapping

from libs.demo.proof import Proof
from libs.demo.tally import Tally

# kind, what becomes of it, what people counted, the figure
KINDS = (
    ("即办件", "受理后即时办理", "accepted:即办件", "cases_immediate"),
    ("承诺件", "受理并承诺办结日期", "accepted:承诺件", "cases_promised"),
    ("联办件", "受理并征求各部门意见", "accepted:联办件", "cases_joint"),
    ("上报件", "受理，本级初审后报上级", "accepted:上报件", "cases_reported"),
    ("补办件", "一次性告知全部缺项，补齐即受理", "notices", "cases_supplemented"),
    ("退办件", "说明理由和依据，告知救济途径", "returned", "cases_returned"),
    ("代办件", "委托村代办员办理，办成交回", "delegation_return", "delegations_returned"),
)


def kinds(counts: Mapping[str, int], tally: Tally) -> list[Proof]:
    """What staff and agents did of each kind, against the day's figures."""
    return [Proof(kind, answer, tally[done], counts[figure]) for kind, answer, done, figure in KINDS]
