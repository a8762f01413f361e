"""What some of the cases bring: notices, papers, departments asked, reports upward, results handed over, mandates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import DAY, MINUTE, Town
from benchmarks.year.writer import AT
from libs.common.clock import local
from libs.common.identity.keyring import blind_index
from services.intake.casework.cases.applicant import NAME, RESIDENT_ID
from services.intake.casework.cases.rules import ENDED, State
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.forms.tables import Form
from services.intake.casework.inquiries.tables import Handover, Inquiry
from services.intake.casework.joint.tables import JointCase, JointPart
from services.intake.casework.mandates.tables import Mandate
from services.intake.casework.notices.tables import Notice, NoticeItem
from services.intake.casework.references.tables import ExternalReference
from services.intake.casework.reviews.tables import JointReview
from services.intake.casework.upward.tables import FollowUp, UpwardReport

Row = dict[str, Any]
UNITS = ("U-GG", "U-DZ", "U-DJ", "U-JJ")


def fill(town: Town, cases: list[Row]) -> None:
    _notices(town, [case for case in cases if town.writer.random.random() < 0.15 or case["state"] == State.AWAITING])
    _forms(town, cases)
    _mandates(town)
    _inquiries(town, cases)
    _deliveries(town, [case for case in cases if case["state"] == State.COMPLETED])
    _joint(town, [case for case in cases if case["item_kind"] == "joint" and "accepted_at" in case])
    above = (State.REPORTED, State.ANSWERED, State.COMPLETED)
    _upward(town, [case for case in cases if case["item_kind"] == "reported" and case["state"] in above])
    town.writer.write(ExternalReference, (
        {"case_id": case["id"], AT: case["registered_at"], "source": "浙江政务服务网",
         "external_id": f"ZJ{number:08}", "added_at": case["registered_at"], "added_by": case["clerk"]}
        for number, case in enumerate(cases) if number % 3 == 0
    ))  # fmt: skip


def _notices(town: Town, cases: list[Row]) -> None:
    notices = [
        {"id": town.writer.id_at(case["registered_at"]), "case_id": case["id"], "state": "given",
         "serial": f"2026-{number:05}", "window": case["window"],
         "until": local(case["registered_at"] + 15 * DAY).date(),
         "given_at": case["registered_at"], "given_by": case["clerk"], "second_trip": number % 50 == 0}
        for number, case in enumerate(cases)
    ]  # fmt: skip
    town.writer.write(Notice, notices)
    town.writer.write(NoticeItem, (
        {"notice_id": notice["id"], "no": no, "name": "居民身份证", "problem": "未提供", "requirement": "请补交"}
        for notice in notices for no in (1, 2)
    ))  # fmt: skip


def _forms(town: Town, cases: list[Row]) -> None:
    kinds = [kind for kind in FormKind if kind != FormKind.BOOKING]
    town.writer.write(Form, (
        {AT: case["registered_at"], "state": town.writer.weighed({"printed": 95, "void": 3, "numbered": 2}),
         "kind": kinds[number % len(kinds)], "year": 2026, "running": number, "serial": f"2026{number:08}",
         "window": case["window"], "paper": "a4", "case_id": case["id"], "content": '{"title": "一次性告知书"}',
         "made_at": case["registered_at"], "made_by": case["clerk"], "sha256": f"{number:064x}", "size": 20_000}
        for number, case in enumerate(cases)
    ))  # fmt: skip


def _mandates(town: Town) -> None:
    writer = town.writer
    def mandate(at: Any) -> Row:
        person, agent = writer.pick(town.people), writer.pick(town.people)
        current = NOW - at < 60 * DAY
        return {
            AT: at, "state": writer.weighed({"active": 8, "drafted": 1, "revoked": 1}) if current else "expired",
            "kind": "personal", "window": writer.pick(town.windows).number,
            "principal_name": person["applicant_name"],
            "principal_name_index": blind_index(person["applicant_name"], NAME),
            "principal_number": person["resident_id"],
            "principal_number_index": blind_index(person["resident_id"], RESIDENT_ID),
            "agent_name": agent["applicant_name"], "agent_resident_id": agent["resident_id"],
            "agent_phone": agent["phone"], "matters": [writer.pick(town.items).code], "powers": ["hand_in", "receive"],
            "valid_from": local(at).date(), "valid_until": local(at + 90 * DAY).date(), "drafted_at": at,
            "signed_at": at, "ended_at": None if current else at + 90 * DAY,
        }  # fmt: skip

    writer.write(Mandate, (mandate(at) for at in writer.moments(writer.size.part(800))))


def _inquiries(town: Town, cases: list[Row]) -> None:
    writer = town.writer
    asked = [
        {"id": writer.id_at(case["registered_at"]), AT: case["registered_at"], "first": case["clerk"],
         "holder": case["clerk"], "channel": "window", "subject": case["item_name"], "window": case["window"],
         "case_id": case["id"], "asked_at": case["registered_at"],
         "state": "closed" if case["state"] in ENDED else "answering",
         "closed_at": case["registered_at"] if case["state"] in ENDED else None, "outcome": "handled"}
        for case in cases
    ]  # fmt: skip
    writer.write(Inquiry, asked)
    writer.write(Handover, (
        {"inquiry_id": inquiry["id"], "no": 1, "giver": inquiry["first"], "receiver": writer.pick(town.clerks),
         "offered_by": inquiry["first"], "offered_at": inquiry["asked_at"], "answer": "accept",
         "answered_at": inquiry["asked_at"]}
        for inquiry in asked[::12]
    ))  # fmt: skip


def _deliveries(town: Town, cases: list[Row]) -> None:
    def delivery(case: Row) -> Row:
        at = case["completed_at"]
        state = "delivered" if NOW - at > 10 * DAY else town.writer.weighed({"pending": 4, "sent": 3, "delivered": 3})
        return {
            AT: at, "case_id": case["id"], "state": state,
            "way": town.writer.weighed({"pickup": 6, "post": 3, "village_agent": 1}), "opened_at": at,
            "deliver_by": local(at + 14 * DAY).date(), "tracking_number": "EMS0000000001", "sent_at": at,
            "delivered_at": at + MINUTE if state == "delivered" else None,
        }  # fmt: skip

    town.writer.write(Delivery, (delivery(case) for case in cases if case["result_code"] == "issued"))


def _joint(town: Town, cases: list[Row]) -> None:
    town.writer.write(JointCase, (
        {"case_id": case["id"], "rule": "all_finished", "changed_at": case["accepted_at"], "changed_by": "director"}
        for case in cases
    ))  # fmt: skip
    town.writer.write(JointPart, (part for case in cases for part in _parts(town, case)))
    town.writer.write(JointReview, (
        {AT: case["accepted_at"], "case_id": case["id"], "at": case["accepted_at"] + 3 * DAY,
         "called_by": case["clerk"], "state": "held" if case["state"] in ENDED else "planned",
         "held_at": case["accepted_at"] + 3 * DAY}
        for case in cases
    ))  # fmt: skip


def _parts(town: Town, case: Row) -> Iterator[Row]:
    for no, unit in enumerate(UNITS[:3], 1):
        ended = case["state"] in ENDED
        yield {
            AT: case["accepted_at"], "case_id": case["id"], "no": no, "department": f"部门{no}", "unit": unit,
            "state": "agreed" if ended else town.writer.pick(["open", "undertaken", "agreed"]), "task": "联合踏勘",
            "limit_days": 5, "opened_at": case["accepted_at"], "due_on": local(case["accepted_at"] + 7 * DAY).date(),
            "answered_at": case["accepted_at"] + 2 * DAY if ended else None, "by_window": False,
        }  # fmt: skip


def _upward(town: Town, cases: list[Row]) -> None:
    states = {State.REPORTED: "submitted", State.ANSWERED: "answered"}
    reports = [
        {"id": town.writer.id_at(case["accepted_at"]), AT: case["accepted_at"], "case_id": case["id"], "no": 1,
         "state": states.get(case["state"], "closed"), "authority": "市级主管部门", "reported_at": case["accepted_at"],
         "reported_by": case["clerk"], "timing": "early", "working_days": 1,
         "next_follow_up_on": local(NOW + 5 * DAY).date() if case["state"] in states else None}
        for case in cases
    ]  # fmt: skip
    town.writer.write(UpwardReport, reports)
    town.writer.write(FollowUp, (
        {"report_id": report["id"], "at": report["reported_at"], "by": report["reported_by"], "words": "已催问"}
        for report in reports
    ))  # fmt: skip
