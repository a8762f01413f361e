"""HTTP: registering petitions and looking at them."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.petitions.register import actions, schemas, views
from services.petitions.register.rules import (
    CallerWithheld,
    NotYourPetition,
    NumberTaken,
    ReceivedInFuture,
    UnknownCategory,
)

OFFICERS = frozenset({Role.PETITION_OFFICER})
READERS = frozenset({Role.PETITION_OFFICER, Role.DIRECTOR, Role.HANDLING_UNIT})


class RegisterRoutes:
    @route(
        "POST", "/petitions", body=schemas.RegisterPetition(), returns=schemas.ReceiptView(), status=201,
        roles=OFFICERS, summary="登记诉求", errors=(UnknownCategory, ReceivedInFuture, NumberTaken),
    )  # fmt: skip
    def register_petition(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.register_petition(tx, **body)

    @route(
        "GET", "/petitions", query=schemas.PetitionQuery(), returns=Page(schemas.PetitionView()),
        roles=READERS, summary="诉求清单",
    )  # fmt: skip
    def list_petitions(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = page(tx, views.listing(tx, **query), order_by=views.LIST_ORDER, cursor=cursor, limit=limit)
        return {**found, "items": [views.seen(tx.actor, petition) for petition in found["items"]]}

    @route(
        "GET", "/petitions/<petition_id>", returns=schemas.PetitionView(), roles=READERS, summary="查看诉求"
    )
    def show_petition(self, tx: ReadTransaction, petition_id: str) -> Any:
        return views.show(tx, petition_id)

    @route(
        "GET", "/petitions/<petition_id>/history", returns=schemas.HistoryView(),
        roles=READERS, summary="诉求经过",
    )  # fmt: skip
    def show_history(self, tx: ReadTransaction, petition_id: str) -> Any:
        return {"items": views.history(tx, petition_id)}

    # Neither of these two keeps its answer for a repeat: it holds what is stored nowhere in clear.
    @route(
        "POST", "/petitions/find", body=schemas.FindByCaller(), returns=schemas.FoundView(), idempotent=False,
        roles=OFFICERS, summary="按诉求人查找（留痕）",
    )  # fmt: skip
    def find_by_caller(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return {"items": views.find_by_caller(tx, **body)}

    @route(
        "POST", "/petitions/<petition_id>/caller", body=schemas.RevealCaller(), returns=schemas.CallerView(),
        idempotent=False, roles=OFFICERS | {Role.HANDLING_UNIT}, summary="查看诉求人联系方式（须说明理由，留痕）",
        errors=(NotYourPetition, CallerWithheld),
    )  # fmt: skip
    def reveal_caller(self, tx: Transaction, body: dict[str, Any], petition_id: str) -> Any:
        return views.reveal_caller(tx, petition_id, body["reason"])
