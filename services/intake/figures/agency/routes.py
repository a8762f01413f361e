"""Agency items over HTTP: what counts as what."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import READERS
from services.intake.figures.agency import actions
from services.intake.figures.agency import schemas as wanted
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.territory import acting_centre

IN_CHARGE = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})


class AgencyRoutes:
    @route(
        "GET", "/agency-items", query=wanted.CentreQuery(), returns=wanted.AgencyItems(),
        roles=READERS | {Role.REPORTER}, summary="代办事项分类",
    )  # fmt: skip
    def list_agency_items(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": actions.kinds_of(tx, acting_centre(tx, query["centre"]))}

    @route(
        "PUT", "/agency-items/<item_code>", body=wanted.SetKind(), roles=IN_CHARGE, summary="设置事项属于哪类代办",
        errors=(ItemNotOffered,),
    )  # fmt: skip
    def put_agency_item(self, tx: Transaction, item_code: str, body: dict[str, Any]) -> None:
        """Cases that are registered already keep what they count as."""
        actions.set_kind(tx, acting_centre(tx, body["centre"]), item_code, body["kind"])
