"""HTTP: the territory."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction
from services.routing.territory.actions import territory_tree
from services.routing.territory.rules import CENTRE_ROLES
from services.routing.territory.schemas import TerritoryQuery, TerritoryView


class TerritoryRoutes:
    @route(
        "GET", "/territory", query=TerritoryQuery(), returns=TerritoryView(),
        roles=CENTRE_ROLES | {Role.VILLAGE_AGENT, Role.PETITION_OFFICER}, summary="镇、片区、村三级区划",
    )  # fmt: skip
    def show_territory(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return territory_tree(tx, query["centre"], query["on"] or tx.clock.today())
