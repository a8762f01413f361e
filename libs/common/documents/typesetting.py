"""Sets a paper as PDF with typst, in this process and without the network.

The same content, moment and fonts give the same bytes. The files are PDF/A-2u: fit to be kept, with text that can be
searched, and a character that the fonts do not have is an error instead of a box on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from eventlet import tpool
from eventlet.semaphore import Semaphore

from libs.common.columns import to_json
from libs.common.errors import Refused

TEMPLATE = Path(__file__).with_name("form.typ")
FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
_one_at_a_time = Semaphore(1)


class FontMissing(Refused):
    """Without its fonts nothing is printed: boxes in place of a name are worse than no paper."""

    code, title, status = "form_font_missing", "打印字体缺失，请安装 fonts-noto-cjk", 503


class CharacterMissing(Refused):
    """The fonts do not have a character of the paper; the paper waits until they do."""

    code, title = "form_character_missing", "字库中没有文书里的某个字，无法打印"


def typeset(sheet: Mapping[str, Any], made_at: datetime, font_dir: str) -> bytes:
    """``sheet`` (Sheet.as_json) as PDF, dated ``made_at``. Must not be called in a transaction: it yields.

    Works in a thread of its own, so that the process goes on meanwhile. Raises FontMissing, CharacterMissing.
    """
    with _one_at_a_time:
        pdf: bytes = tpool.execute(_compile, sheet, int(made_at.timestamp()), font_dir)
    return pdf


def qr_svg(text: str) -> str:
    """A QR code as SVG, bare of page and background."""
    return segno.make_qr(text, error="m").svg_inline(border=1)


@cache
def _compiler(font_dir: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_dir])
    missing = set(FAMILIES) - set(fonts.families())
    if missing:
        raise FontMissing("、".join(sorted(missing)))
    return typst.Compiler(root=str(TEMPLATE.parent), font_paths=fonts)


def _compile(sheet: Mapping[str, Any], moment: int, font_dir: str) -> bytes:
    drawn = {**sheet, "qr": qr_svg(sheet["qr"]) if sheet["qr"] else ""}
    try:
        pdf = _compiler(font_dir).compile(
            input=str(TEMPLATE), sys_inputs={"sheet": to_json(drawn)}, format="pdf", pdf_standards="a-2u",
            timestamp=moment,
        )  # fmt: skip
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            raise CharacterMissing() from error
        raise
    assert isinstance(pdf, bytes)  # as always where no output file is named
    return pdf
