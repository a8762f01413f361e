"""HTTP: the work of village agents, and where a case went."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.routing.delegations import actions
from services.routing.delegations.rules import (
    CannotFinish,
    CannotReturnDone,
    CannotReturnUndone,
    CannotTake,
    ReasonMissing,
)
from services.routing.delegations.schemas import (
    DecisionView,
    DelegationQuery,
    DelegationView,
    HistoryView,
    ReturnDelegation,
)
from services.routing.territory.rules import CENTRE_ROLES, OutsideVillage

READERS = CENTRE_ROLES | {Role.VILLAGE_AGENT}
AGENTS = frozenset({Role.VILLAGE_AGENT})


class DelegationRoutes:
    @route(
        "GET", "/delegations", query=DelegationQuery(), returns=Page(DelegationView()),
        roles=READERS, summary="代办件清单，按到期日排序",
    )  # fmt: skip
    def list_delegations(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        return page(
            tx, actions.work_list(tx, **query), order_by=actions.WORK_ORDER, cursor=cursor, limit=limit
        )

    @route(
        "GET", "/delegations/<delegation_id>", returns=DelegationView(), roles=READERS, summary="查看代办件"
    )
    def show_delegation(self, tx: ReadTransaction, delegation_id: str) -> Any:
        return actions.show(tx, delegation_id)

    @route(
        "GET", "/delegations/<delegation_id>/history", returns=HistoryView(),
        roles=READERS, summary="代办件经过",
    )  # fmt: skip
    def show_history(self, tx: ReadTransaction, delegation_id: str) -> Any:
        return {"items": actions.history(tx, delegation_id)}

    @route(
        "POST",
        "/delegations/<delegation_id>/take",
        returns=DelegationView(),
        roles=AGENTS,
        summary="接件",
        errors=(OutsideVillage, CannotTake),
    )
    def take_delegation(self, tx: Transaction, delegation_id: str) -> Any:
        return actions.take(tx, delegation_id)

    @route(
        "POST", "/delegations/<delegation_id>/done", returns=DelegationView(),
        roles=AGENTS, summary="登记办理完成", errors=(OutsideVillage, CannotFinish),
    )  # fmt: skip
    def finish_delegation(self, tx: Transaction, delegation_id: str) -> Any:
        return actions.finish(tx, delegation_id)

    @route(
        "POST", "/delegations/<delegation_id>/return", body=ReturnDelegation(), returns=DelegationView(),
        roles=AGENTS, summary="退回镇中心",
        errors=(OutsideVillage, ReasonMissing, CannotReturnDone, CannotReturnUndone),
    )  # fmt: skip
    def return_delegation(self, tx: Transaction, body: dict[str, Any], delegation_id: str) -> Any:
        return actions.give_back(tx, delegation_id, **body)

    @route(
        "GET", "/decisions/<case_id>", returns=DecisionView(), roles=CENTRE_ROLES, summary="办件去向及理由"
    )
    def show_decision(self, tx: ReadTransaction, case_id: str) -> Any:
        return actions.decision(tx, case_id)
