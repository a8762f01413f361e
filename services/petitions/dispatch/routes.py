"""HTTP: dispatching."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.petitions.dispatch import actions
from services.petitions.dispatch.rules import NoUnit, SameUnit, UnknownUnit
from services.petitions.dispatch.schemas import DispatchPetition, RedispatchPetition
from services.petitions.register.rules import CannotDispatch, CannotRedispatch
from services.petitions.register.schemas import ReceiptView

OFFICERS = frozenset({Role.PETITION_OFFICER})


class DispatchRoutes:
    @route(
        "POST", "/petitions/<petition_id>/dispatch", body=DispatchPetition(), returns=ReceiptView(),
        roles=OFFICERS, summary="交办", errors=(CannotDispatch, UnknownUnit, NoUnit),
    )  # fmt: skip
    def dispatch_petition(self, tx: Transaction, body: dict[str, Any], petition_id: str) -> Any:
        return actions.dispatch_petition(tx, petition_id, **body)

    @route(
        "POST", "/petitions/<petition_id>/redispatch", body=RedispatchPetition(), returns=ReceiptView(),
        roles=OFFICERS, summary="改派（签收之前）", errors=(CannotRedispatch, UnknownUnit, SameUnit),
    )  # fmt: skip
    def redispatch_petition(self, tx: Transaction, body: dict[str, Any], petition_id: str) -> Any:
        return actions.redispatch_petition(tx, petition_id, **body)
