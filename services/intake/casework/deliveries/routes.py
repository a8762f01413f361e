"""Deliveries over HTTP, below the case whose result they are of."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, MANDATE_REFUSALS, READERS, refused
from services.intake.casework.cases.schemas import Reason
from services.intake.casework.deliveries import actions, rules
from services.intake.casework.deliveries import schemas as wanted
from services.intake.casework.deliveries.rules import CYCLE
from services.intake.casework.deliveries.tables import Delivery


class DeliveryRoutes:
    @route(
        "POST", "/cases/<case_id>/delivery/way", body=wanted.ChangeWay(), returns=wanted.DeliveryView(), roles=CLERKS,
        summary="更改送达方式",
        errors=(*refused("deliver"), *CYCLE.refusals_of("change"), rules.NothingToDeliver, rules.VillageMissing),
    )  # fmt: skip
    def change_delivery(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.change_way(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/delivery/send", body=wanted.SendResult(), returns=wanted.DeliveryView(),
        roles=CLERKS, summary="寄出，或交村代办员",
        errors=(*refused("deliver"), *CYCLE.refusals_of("send"), rules.NothingToDeliver, rules.PickedUpHere,
                rules.TrackingMissing),
    )  # fmt: skip
    def send_result(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.send(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/delivery/come-back", body=Reason(), returns=wanted.DeliveryView(),
        roles=CLERKS | {Role.VILLAGE_AGENT}, summary="未能送达，退回中心",
        errors=(*refused("deliver"), *CYCLE.refusals_of("come_back"), rules.NothingToDeliver, rules.NotYourVillage),
    )  # fmt: skip
    def take_result_back(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.take_back(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/delivery/deliver", body=wanted.DeliverResult(), returns=wanted.DeliveryView(),
        roles=CLERKS | {Role.VILLAGE_AGENT}, summary="已送达申请人或其受托人",
        errors=(*refused("deliver"), *CYCLE.refusals_of("deliver"), rules.NothingToDeliver, rules.NotYourVillage,
                *MANDATE_REFUSALS),
    )  # fmt: skip
    def deliver_result(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.deliver(tx, case_id, **body)

    @route(
        "GET", "/deliveries", query=wanted.DeliveryQuery(), returns=Page(wanted.DeliveryOfCaseView()),
        roles=READERS | {Role.VILLAGE_AGENT}, summary="结果送达清单；村代办员只看到交给本村的",
    )  # fmt: skip
    def list_deliveries(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.find_deliveries(tx, **query)
        return page(tx, found, order_by=[Delivery.id.desc()], cursor=cursor, limit=limit)
