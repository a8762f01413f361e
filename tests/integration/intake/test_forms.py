"""The ten forms say what they have to say; their numbers have no gap, whoever prints at the same moment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from eventlet import GreenPool
from marshmallow import Schema, ValidationError
from pypdf import PdfReader
from sqlalchemy import select

from libs.common.database import Database
from libs.common.documents import typeset
from libs.common.events.intake import FORM_NUMBERED
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.resident_id import InvalidIdentifier, check_digit
from libs.common.identity.secrets import init_secrets
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.ending import return_case
from services.intake.casework.cases.registration import register_case
from services.intake.casework.forms import actions, rules
from services.intake.casework.forms import schemas as said
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.forms.tables import Form
from services.intake.casework.joint.rules import PartPlan, Rule
from services.intake.casework.joint.settings import set_joint
from services.intake.casework.mandates.actions import draft_mandate
from services.intake.casework.mandates.rules import AgentIsPrincipal, MandatePeriod, NotAPersonsMandate
from services.intake.casework.mandates.schemas import DraftMandate
from services.intake.casework.notices.actions import give_notice
from services.intake.casework.reviews.actions import call_review
from services.intake.items.catalogue.actions import item_for_case
from services.intake.items.catalogue.rules import ItemNotOffered
from tests.integration.intake.case_desk import ALL_OF_REPORTED, DIRECTOR, JOINT, REPORTED, SYNTHETIC, Desk, open_desk
from tests.integration.intake.hall import CENTRE, hall_database, town_database

RARE = "样本𬭎㻒䶮"
PERSON = {"name": RARE, "resident_id": SYNTHETIC["resident_id"], "phone": SYNTHETIC["phone"]}
AGENT_ID = "33108219850101963" + check_digit("33108219850101963")
AGENT = {"name": "样本丁", "resident_id": AGENT_ID, "phone": "13900005678"}
MANDATE = {
    "kind": "personal", "window": 5, "principal": PERSON, "agent": AGENT, "matters": [REPORTED],
    "powers": ["hand_in", "collect"], "valid_from": "2026-03-02", "valid_until": "2026-06-30",
}  # fmt: skip
UNIT = {
    "name": "样本农业合作社", "unit_id": "93331082MA2AAAAAA4", "address": "桃渚镇样本村1号",
    "legal_representative": "样本戊", "phone": "0576-85551234",
}  # fmt: skip
SECRETS = (SYNTHETIC["resident_id"], SYNTHETIC["phone"], AGENT["resident_id"], AGENT["phone"], UNIT["phone"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(f"sqlite:///{tmp_path / 'test.db'}", tmp_path)
    yield opened
    opened.db.dispose()


def load(schema: type[Schema], **body: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = schema().load(body)
    return loaded


def words(desk: Desk, form: Form) -> list[str]:
    """The text of each page, without the blanks that lines and cells bring."""
    pdf = typeset(actions.content_of(form), form.made_at, str(desk.db.settings.font_dir))
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def person_case(desk: Desk, item: str = REPORTED, received: list[int] | None = None, *, accept: bool = False) -> str:
    with desk.act() as tx:
        taken = ALL_OF_REPORTED if received is None else received
        case = register_case(tx, item_code=item, applicant={**SYNTHETIC, "name": RARE}, received=taken)
        if accept:
            tx.session.flush()
            accept_case(tx, case.id)
        return case.id


def case_form(desk: Desk, case_id: str, kind: FormKind, body: dict[str, Any]) -> Form:
    with desk.act() as tx:
        return actions.case_form(tx, case_id, kind, body)


def shows(desk: Desk, form: Form, *expected: str) -> None:
    """Both copies show everything expected and the common parts; no number of a person in clear."""
    pages = words(desk, form)
    assert len(pages) == 2, "one page for each copy"
    for page in pages:
        common = (FormKind(form.kind).title, form.serial, "桃渚镇便民服务中心", "窗口员01", "2026年3月2日", "投诉电话")
        for text in (*expected, *common, "盖章处"):
            assert text in page, f"{text} is not in {page}"
        for secret in SECRETS:
            assert secret not in page
    assert "存根联" in pages[0] and "交申请人联" in pages[1]


@pytest.mark.row("S6.3", "S2.2")
def test_the_papers_of_a_case(desk: Desk) -> None:
    accepted = person_case(desk, accept=True)
    case = desk.case(accepted)
    masked = ("331082********1238", "138****1234", RARE)
    paper = case_form(desk, accepted, FormKind.PROMISED, load(said.PrintCaseForm))
    shows(desk, paper, *masked, "承诺办结日期", "2026年3月30日", "户口簿（原件及复印件1份）", case.case_number,
          "行政许可法》第三十二条", "受理3月2日，承诺20个工作日，到期3月30日")  # fmt: skip
    stub, persons = words(desk, paper)
    assert case.query_code in persons.replace(case.case_number, "")
    assert f"查询码：{case.query_code}" not in stub
    assert actions.content_of(paper)["qr"] == case.case_number
    desk.db.settings = replace(
        desk.db.settings, hall={**desk.db.settings.hall, "progress_url": "https://hall.example/progress"}
    )
    notice = case_form(desk, accepted, FormKind.ONE_TIME_NOTICE, load(said.PrintNotice))
    # The code that proves the number stays out of addresses.
    assert actions.content_of(notice)["qr"] == f"https://hall.example/progress?number={case.case_number}"
    shows(desk, notice, RARE, "申报材料", "法定时限25个工作日", "收费标准不收费", "周一至周五08:30—11:30、14:00—17:00",
          "残疾证、重病诊断等致困材料复印件1份有则提供部门核发未收")  # fmt: skip

    waiting = person_case(desk, received=[1])
    with desk.act() as tx:
        given = give_notice(tx, waiting, [{"name": "照片", "problem": "尺寸不符", "requirement": "请提供二寸照片"}])
    supplement = case_form(desk, waiting, FormKind.SUPPLEMENT, load(said.OnPaper))
    shows(desk, supplement, *masked, given.serial, "照片尺寸不符请提供二寸照片", "户口簿未提交", "2026年3月16日前",
          "办理期限自材料补齐之日起计算", "第1次", "以上共5项")  # fmt: skip

    with desk.act() as tx:
        return_case(tx, accepted, "不符合条件，电话13800001234", "《浙江省最低生活保障条例》第十条")
    returned = case_form(desk, accepted, FormKind.RETURN, load(said.PrintReturn, competent_body="样本机关"))
    shows(desk, returned, *masked, "不符合条件，电话138****1234", "第十条", "60日内申请行政复议", "6个月内提起行政诉讼",
          "退还材料", "样本机关")  # fmt: skip


@pytest.mark.row("S6.3", "C5")
def test_a_joint_case_names_every_department_with_its_part_and_limit(desk: Desk) -> None:
    with desk.act(DIRECTOR) as tx:
        departments = list(item_for_case(tx, CENTRE, JOINT).co_departments)
        plans = [PartPlan(departments[1], 5, "现场踏勘")]
        set_joint(tx, CENTRE, JOINT, Rule.ALL_FINISHED, "按镇联审制度", plans)
    case_id = person_case(desk, JOINT, [1, 2, 3, 4, 5, 6], accept=True)
    with desk.act() as tx:
        call_review(tx, case_id, datetime(2026, 3, 6, 1, 30, tzinfo=UTC), "样本村村民委员会")
    with pytest.raises(rules.FormNotForCase):
        case_form(desk, case_id, FormKind.PROMISED, load(said.PrintCaseForm))
    form = case_form(desk, case_id, FormKind.JOINT, load(said.OnPaper))
    shows(desk, form, f"{departments[0]}提出本部门意见15个工作日", f"{departments[1]}现场踏勘5个工作日",
          "2026年3月6日9时30分，样本村村民委员会", "牵头窗口1号窗口", "2026年3月23日", "第二十六条第二款")  # fmt: skip


@pytest.mark.row("S6.3", "S4.10")
def test_the_papers_of_the_hall(desk: Desk) -> None:
    asked = load(said.PrintItemNotice, item_code=REPORTED, person=RARE, refused_because="户口不在本镇",
                 competent_body="样本机关")  # fmt: skip
    hall = {"window": 5, "item_code": REPORTED}
    slot = {"way": "电话", "starts_at": "2026-03-04T09:00:00+08:00", "ends_at": "2026-03-04T10:00:00+08:00",
            "place": "5号窗口"}  # fmt: skip
    visit = {"person_kind": "老", "agreed_at": "2026-03-04T14:00:00+08:00", "address": "样本村三组12号",
             "staff": ["窗口员05", "代办员甲01"], "materials": ["户口簿"]}  # fmt: skip
    with desk.act() as tx:
        notice = actions.item_notice(tx, asked)
        booked = load(said.PrintBooking, **hall, **slot, **PERSON)
        a4 = actions.hall_form(tx, FormKind.BOOKING, booked)
        small = actions.hall_form(tx, FormKind.BOOKING, {**booked, "paper": "receipt"})
        home = actions.hall_form(tx, FormKind.HOME_VISIT, load(said.PrintHomeVisit, **hall, **visit, **PERSON))
        opinion = actions.hall_form(tx, FormKind.FEEDBACK, load(said.PrintFeedback, window=5, about_clerk="窗口员05"))
    shows(desk, notice, RARE, "不能办理的原因户口不在本镇", "应当受理的机关样本机关")
    for booking in (a4, small):
        shows(desk, booking, RARE, "2026年3月4日09:00—10:00", "至少提前2小时", "未到场（爽约）", "138****1234")
    shows(desk, home, RARE, "样本村三组12号", "窗口员05、代办员甲01", "2026年3月4日14时00分", "服务对象签名")
    shows(desk, opinion, "窗口员05", "总体评价", "服务态度", "办事效率", "业务水平", "服务环境", "匿名", "答复时间")
    assert [form.running for form in (a4, small, home)] == [1, 2, 1], "each form counts for itself"
    width = PdfReader(BytesIO(typeset(actions.content_of(small), small.made_at, str(desk.db.settings.font_dir))))
    assert round(float(width.pages[0].mediabox.width) / 72 * 25.4) == 80
    with pytest.raises(rules.TwoStaffNeeded), desk.act() as tx:
        alone = {**visit, "staff": ["窗口员05"]}
        actions.hall_form(tx, FormKind.HOME_VISIT, load(said.PrintHomeVisit, **hall, **alone, **PERSON))


@pytest.mark.row("S6.3", "S6.4")
def test_the_two_mandates(desk: Desk) -> None:
    with desk.act() as tx:
        personal = draft_mandate(tx, load(DraftMandate, **MANDATE))
        unit = draft_mandate(tx, load(DraftMandate, **{**MANDATE, "kind": "unit", "principal": UNIT}))
        papers = [actions.mandate_form(tx, mandate.id) for mandate in (personal, unit)]
    common = ("样本丁", "2026年3月2日至2026年6月30日", "农村低保（最低生活保障）申请",
              "1.代为提交申请和材料2.代为领取办理结果和文书", "不得转委托", "民法典》第一百六十五条",
              "受托人（签名）")  # fmt: skip
    shows(desk, papers[0], *common, RARE, "331082********1238", "委托人（签名、捺印）")
    shows(desk, papers[1], *common, UNIT["name"], UNIT["unit_id"], UNIT["address"], "样本戊", "委托单位（盖章）")
    with pytest.raises(rules.FormStands) as refused, desk.act() as tx:
        actions.mandate_form(tx, personal.id)
    assert refused.value.data["serial"] == papers[0].serial


@pytest.mark.row("S6.4")
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"matters": []}, ValidationError),
        ({"powers": ["everything"]}, ValidationError),
        ({"matters": ["NO-SUCH"]}, ItemNotOffered),
        ({"valid_until": "2026-03-01"}, MandatePeriod),
        ({"kind": "unit"}, NotAPersonsMandate),
        ({"principal": {**UNIT, "resident_id": PERSON["resident_id"]}}, NotAPersonsMandate),
        ({"principal": UNIT}, NotAPersonsMandate),
        ({"agent": PERSON}, AgentIsPrincipal),
        ({"agent": {"name": "样本丁", "resident_id": "331082199003071239"}}, InvalidIdentifier),
    ],
)
def test_a_mandate_that_says_too_much_or_the_wrong_thing_is_refused(
    desk: Desk, changed: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), desk.act() as tx:
        draft_mandate(tx, load(DraftMandate, **{**MANDATE, **changed}))


class Spoiled(Exception):
    """Something goes wrong after the number was taken."""


@pytest.mark.row("S6.3")
def test_numbers_have_no_gap_when_many_print_at_once_and_some_fail(database_url: str, tmp_path: Path) -> None:
    init_secrets(tmp_path / "secrets")
    install_keyring(KeyRing.load(tmp_path / "secrets"))
    halls: list[Database] = [town_database(database_url), hall_database(database_url, fresh=False)]

    def number(turn: int) -> None:
        try:
            with halls[turn % 2].transaction() as tx:
                body = {"window": 1 + turn % 4, "centre": CENTRE}
                actions.hall_form(tx, FormKind.FEEDBACK, load(said.PrintFeedback, **body))
                if turn % 5 == 0:
                    raise Spoiled
        except Spoiled:
            return

    list(GreenPool(20).imap(number, range(50)))
    with halls[0].reading() as tx:
        forms = tx.session.scalars(select(Form).order_by(Form.running)).all()
        assert [form.running for form in forms] == list(range(1, 41))
        assert [form.serial for form in forms] == [f"2026{form.window:02d}{n:05d}" for n, form in enumerate(forms, 1)]
        outbox = halls[0].kernel.outbox
        told = tx.session.scalars(select(outbox.c.id).where(outbox.c.routing_key == FORM_NUMBERED.routing_key)).all()
    assert len(told) == 40
    for hall in halls:
        hall.dispose()
