"""Legal limits and shipped defaults, as data. ``law`` ones bind; the others are conventions that a setting may change.

Sources: 行政许可法, 信访工作条例 (2022), 政府信息公开条例; the 12345 figures and the rectification of bad ratings
are local conventions, the national papers set no numbers of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from libs.common.deadlines.entries import Started, Unit
from libs.common.deadlines.errors import PromiseTooLong


@dataclass(frozen=True, slots=True)
class Limit:
    """``days`` from day 0; ``extension`` is the most that may be added, once, with approval (0: never)."""

    code: str
    name: str
    days: int
    unit: Unit
    source: str
    extension: int = 0
    law: bool = True

    def start(
        self,
        at: date,
        *,
        id: str,
        seq: int,
        promised: int | None = None,
        label: str = "受理",
        limit_label: str | None = None,
        rolls: bool = False,
    ) -> Started:
        """The entry that starts this limit on ``at``, with ``promised`` days (承诺时限) instead of all of them.

        PromiseTooLong when the promise is longer than the legal limit.
        """
        if promised is not None and promised > self.days and self.law:
            raise PromiseTooLong(
                f"承诺 {promised} {self.unit.words}，法定 {self.days} {self.unit.words}", field="promised"
            )
        legal_word = "法定" if self.law else "时限"
        return Started(
            id=id,
            seq=seq,
            at=at,
            limit=self.days if promised is None else promised,
            unit=self.unit,
            label=label,
            limit_label=limit_label or (legal_word if promised is None else "承诺"),
            rolls=rolls,
            extensions=1 if self.extension else 0,
            extension_limit=self.extension or None,
        )


_LICENCE = "行政许可法"
_PETITION = "信访工作条例（2022）"
_DISCLOSURE = "政府信息公开条例"
_HOTLINE = "12345 工单惯例"
_W, _C = Unit.WORKING, Unit.CALENDAR

LIMITS: tuple[Limit, ...] = (
    Limit("licence.supplement_notice", "补正告知", 5, _W, f"{_LICENCE}第三十二条"),
    Limit("licence.decision", "许可决定", 20, _W, f"{_LICENCE}第四十二条", extension=10),
    Limit("licence.joint_decision", "统一、联合、集中办理", 45, _W, f"{_LICENCE}第四十二条", extension=15),
    Limit("licence.lower_review", "下级机关初审", 20, _W, f"{_LICENCE}第四十三条"),
    Limit("licence.delivery", "证件送达", 10, _W, f"{_LICENCE}第四十四条"),
    Limit("petition.notice", "信访受理告知", 15, _C, _PETITION),
    Limit("petition.objection", "不属本机关职权的异议", 5, _W, _PETITION),
    Limit("petition.handling", "信访事项办理", 60, _C, _PETITION, extension=30),
    Limit("petition.review_request", "请求复查、复核", 30, _C, _PETITION),
    Limit("petition.review", "复查、复核答复", 30, _C, _PETITION),
    Limit("disclosure.answer", "信息公开答复", 20, _W, _DISCLOSURE, extension=20),
    Limit("disclosure.correction", "信息公开补正告知", 7, _W, _DISCLOSURE),
    Limit("disclosure.third_party", "第三方意见", 15, _W, _DISCLOSURE),
    Limit("hotline.sign", "工单签收", 1, _W, _HOTLINE, law=False),
    Limit("hotline.return", "工单退回", 1, _W, _HOTLINE, law=False),
    Limit("hotline.consultation", "咨询", 1, _W, _HOTLINE, extension=5, law=False),
    Limit("hotline.help", "求助", 3, _W, _HOTLINE, extension=5, law=False),
    Limit("hotline.complaint", "投诉、举报", 5, _W, _HOTLINE, extension=5, law=False),
    Limit("hotline.suggestion", "建议", 10, _W, _HOTLINE, extension=5, law=False),
    Limit("hotline.complex", "复杂事项", 15, _W, _HOTLINE, extension=5, law=False),
    Limit("visit.answer", "上门服务答复", 1, _W, "上门服务制度", law=False),
    Limit("finding.rectification", "巡查问题整改", 3, _W, "大厅巡查制度", law=False),
    Limit("rating.contact", "差评回访", 1, _W, "好差评制度"),
    Limit("survey.rectification", "测评问题整改", 15, _W, "满意度测评惯例", law=False),
    Limit("rating.rectification", "差评整改", 15, _W, "好差评惯例", law=False),
)


def limit(code: str) -> Limit:
    """KeyError for a code that is not in ``LIMITS``."""
    for found in LIMITS:
        if found.code == code:
            return found
    raise KeyError(code)
