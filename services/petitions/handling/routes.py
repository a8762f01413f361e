"""HTTP: signing, answering, closing."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.petitions.handling import actions
from services.petitions.handling.rules import AnswerEmpty
from services.petitions.handling.schemas import AnswerPetition
from services.petitions.register.rules import CannotAnswer, CannotClose, CannotSign, NotYourPetition
from services.petitions.register.schemas import ReceiptView

UNITS = frozenset({Role.HANDLING_UNIT})
OFFICERS = frozenset({Role.PETITION_OFFICER})


class HandlingRoutes:
    @route(
        "POST",
        "/petitions/<petition_id>/sign",
        returns=ReceiptView(),
        roles=UNITS,
        summary="签收",
        errors=(NotYourPetition, CannotSign),
    )
    def sign_petition(self, tx: Transaction, petition_id: str) -> Any:
        return actions.sign(tx, petition_id)

    @route(
        "POST", "/petitions/<petition_id>/answer", body=AnswerPetition(), returns=ReceiptView(),
        roles=UNITS, summary="答复", errors=(NotYourPetition, AnswerEmpty, CannotAnswer),
    )  # fmt: skip
    def answer_petition(self, tx: Transaction, body: dict[str, Any], petition_id: str) -> Any:
        return actions.answer(tx, petition_id, body["text"])

    @route(
        "POST",
        "/petitions/<petition_id>/close",
        returns=ReceiptView(),
        roles=OFFICERS,
        summary="办结",
        errors=(CannotClose,),
    )
    def close_petition(self, tx: Transaction, petition_id: str) -> Any:
        return actions.close(tx, petition_id)
