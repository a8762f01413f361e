"""The calendar through the running service: a director previews and publishes a sheet, and reads what moved."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import CALENDAR_PUBLISHED, CASE_DEADLINE_MOVED
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.calendar_desk import ITS_MATERIALS, NOTICE, PLAIN_AGAIN, TEN_DAYS
from tests.integration.intake.case_desk import SYNTHETIC
from tests.integration.intake.hall import open_hall
from tests.support.harness import Client
from tests.support.waiting import eventually
from tests.unit.common.test_calendar_workbook import workbook

pytestmark = pytest.mark.row("N1")
ROWS = (
    (date(2027, 1, 1), "节假日", "元旦", "", ""),
    (date(2027, 1, 4), "节假日", "元旦", "", ""),
    (date(2027, 1, 5), "节假日", "元旦", "", ""),
    (date(2027, 1, 9), "调休上班", "元旦", "", ""),
)


def arrangement(content: bytes, **more: Any) -> dict[str, Any]:
    return {"source": NOTICE, "year": 2027, "sheet": base64.b64encode(content).decode(), **more}


def accepted(clerk: Client) -> dict[str, Any]:
    body = {"item_code": TEN_DAYS, "applicant": SYNTHETIC, "received": ITS_MATERIALS}
    case = clerk.post("/cases", json=body).json()
    found: dict[str, Any] = clerk.post(f"/cases/{case['id']}/accept", json={}).json()
    return found


def carried(director: Client, number: int) -> dict[str, Any]:
    """The edition, once it is carried."""

    def look() -> dict[str, Any]:
        shown: dict[str, Any] = director.get(f"/calendar/editions/{number}").json()
        assert shown.get("state") == "carried", shown
        return shown

    return eventually(look)


def test_a_sheet_is_previewed_published_and_followed(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-12-25 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        director, clerk, public = intake.client(Role.DIRECTOR), intake.client(Role.CLERK), intake.anonymous()
        carried(director, 1)
        case = accepted(clerk)
        assert (case["promised_on"], case["provisional"]) == ("2027-01-11", True)
        year = public.get("/calendar/2027").json()
        assert (year["confirmed"], year["provisional_days"], len(year["days"])) == (False, 365, 365)

        faulty = ("2027-01-06", "调休上班", "", "", ""), ("2028-05-01", "节假日", "", "", "")
        wrong = arrangement(workbook(ROWS[0], *faulty))
        errors = director.post("/calendar/preview", json=wrong).json()["errors"]
        assert [(error["line"], error["column"]) for error in errors] == [(3, "kind"), (4, "date")]
        refused = director.post("/calendar/publications", json=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "calendar_arrangement_refused")
        assert clerk.post("/calendar/preview", json=wrong).status_code == 403

        sheet = arrangement(workbook(*ROWS))
        looked = director.post("/calendar/preview", json=sheet)
        assert looked.headers["ETag"] == '"1"'
        foreseen = looked.json()
        assert (foreseen["errors"], foreseen["days"]) == ([], 365)
        assert {count["kind"]: count["moved"] for count in foreseen["deadlines"]} == {
            "case-promised": 1, "case-legal": 1,
        }  # fmt: skip
        headers = {"If-Match": looked.headers["ETag"], "Idempotency-Key": "notice-2027"}
        published, repeated = (
            director.post("/calendar/publications", json=sheet, headers=headers).json() for _ in range(2)
        )
        assert published == repeated == {"published": True, "number": 1, "edition": 2, "days": 365, "changed": 365}
        stale = director.post("/calendar/publications", json=sheet, headers={"If-Match": '"1"'})
        assert stale.json()["code"] == "stale_version"
        assert not director.post("/calendar/publications", json=sheet).json()["published"]

        edition = carried(director, 2)
        assert (edition["done"], edition["total"], edition["left"], edition["moved"]) == (1, 1, 0, 2)
        assert sum(change["works_changed"] for change in edition["changes"]) > 3
        moves = director.get("/calendar/editions/2/moves", params={"kind": "case-promised", "moved": "true"}).json()
        [move] = moves["items"]
        assert move["kind_words"] == "办件承诺期限"
        assert (move["number"], move["before"], move["after"]) == (case["case_number"], "2027-01-11", "2027-01-12")
        assert "2027年1月4日由工作日改为节假日（元旦）" in move["text"]
        assert director.get("/calendar/editions/2/moves", params={"moved": "false"}).json()["items"] == []
        elsewhere = intake.client(Role.DIRECTOR, centres=frozenset({"other"}))
        assert elsewhere.get("/calendar/editions/2/moves").json()["items"] == []
        assert elsewhere.get("/calendar/editions/2/moves", params={"centre": "taozhu"}).status_code == 403
        assert clerk.get("/calendar/editions/2").status_code == 403
        shown = clerk.get(f"/cases/{case['id']}").json()
        assert (shown["promised_on"], shown["provisional"]) == ("2027-01-12", False)
        assert "工作日历更新" in shown["derivation"]
        [moved] = intake.wait_for(CASE_DEADLINE_MOVED)
        assert moved.subject == case["id"]
        assert len(intake.heard(CALENDAR_PUBLISHED)) == 1

        confirmed = public.get("/calendar/2027")
        assert (confirmed.json()["confirmed"], confirmed.headers["ETag"]) == (True, '"2"')
        assert public.get("/calendar/2027", headers={"If-None-Match": '"2"'}).status_code == 304
        assert public.get("/calendar/1899").status_code == 404

        download = public.get("/calendar/2027/sheet")
        assert download.headers["Content-Type"] == "text/csv; charset=utf-8"
        again = director.post("/calendar/preview", json=arrangement(download.content)).json()
        assert (again["errors"], again["days"]) == ([], 0), "what was downloaded is what is in force"
        corrected = director.post("/calendar/publications", json={"source": "更正（样例）", "days": PLAIN_AGAIN}).json()
        assert (corrected["number"], corrected["changed"]) == (2, 3)
        carried(director, 3)
        assert clerk.get(f"/cases/{case['id']}").json()["promised_on"] == "2027-01-11"
        listed = director.get("/calendar/publications").json()["items"]
        assert [(one["number"], one["year"], one["source"]) for one in listed] == [
            (2, None, "更正（样例）"), (1, 2027, NOTICE),
        ]  # fmt: skip
        assert director.get("/calendar/publications/1/sheet").text.count("\r\n") == 366
        assert [one["number"] for one in director.get("/calendar/editions").json()["items"]] == [3, 2, 1]
