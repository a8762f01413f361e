"""Setting and keeping papers: the same bytes again, every character or none, and copies that nobody can swap."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import eventlet
import pytest
from pypdf import PdfReader

from libs.common.cli.service_process import ROOT
from libs.common.columns import to_json
from libs.common.documents import (
    CharacterMissing,
    DocumentDamaged,
    DocumentStore,
    Field,
    Fields,
    FontMissing,
    Sheet,
    typeset,
)
from libs.common.documents.parts import moment_in_chinese
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.secrets import init_secrets

FONTS = "/usr/share/fonts/opentype/noto"
AT = datetime(2026, 3, 2, 0, 31, tzinfo=UTC)
RARE = "样本𬭎㻒䶮"


def sheet(name: str = RARE) -> dict[str, object]:
    return Sheet(
        title="承诺件通知书", serial="20260500001", paper="a4", centre="桃渚镇便民服务中心", window="5号窗口",
        printed_at=moment_in_chinese(AT), clerk="窗口员05", enquiry_phone="", complaint_phone="12345",
        blocks=(Fields((Field("申请人", name),)),), case_number="33108211420260302050001", query_code="204816",
        qr="33108211420260302050001",
    ).as_json()  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    init_secrets(tmp_path / "secrets")
    install_keyring(KeyRing.load(tmp_path / "secrets"))
    return DocumentStore(tmp_path / "documents")


@pytest.mark.row("S6.3")
def test_both_copies_say_the_same_but_for_the_query_code_and_rare_characters_are_there() -> None:
    pdf = typeset(sheet(), AT, FONTS)
    stub, persons = pages(pdf)
    assert "存根联" in stub and "交申请人联" in persons
    for page in (stub, persons):
        assert RARE in page and "20260500001" in page and "2026年3月2日 8时31分" in page
    assert "204816" in persons and "204816" not in stub
    assert "签收人" in stub and "签收人" not in persons
    fonts = [font for page in PdfReader(BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()]
    described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described and all("/FontFile3" in one.get_object() for one in described), "embedded, whatever the reader has"
    assert len(pdf) < 200_000, "only the characters used, of fonts of 20 MB"


def test_the_same_paper_is_the_same_file_in_another_process() -> None:
    # A process that never saw the first: nothing of it may come from time, chance or addresses.
    script = (
        "import json,sys,hashlib;from datetime import datetime;from libs.common.documents import typeset;"
        "print(hashlib.sha256(typeset(json.loads(sys.argv[1]),datetime.fromisoformat(sys.argv[2]),sys.argv[3]))"
        ".hexdigest())"
    )
    command = [sys.executable, "-W", "ignore", "-c", script, to_json(sheet()), AT.isoformat(), FONTS]
    elsewhere = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7"}
    there = subprocess.run(command, cwd=ROOT, env=elsewhere, capture_output=True, check=True, text=True)
    here = hashlib.sha256(typeset(sheet(), AT, FONTS)).hexdigest()
    assert there.stdout.strip() == here
    assert hashlib.sha256(typeset(sheet("样本甲"), AT, FONTS)).hexdigest() != here


def test_the_process_goes_on_while_a_paper_is_set() -> None:
    turns = 0

    def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            eventlet.sleep(0)

    running = eventlet.spawn(others)
    eventlet.sleep(0)
    before = turns
    typeset(sheet("样本" * 2000), AT, FONTS)
    running.kill()
    assert turns > before + 1


def test_no_box_is_printed_in_place_of_a_character(tmp_path: Path) -> None:
    with pytest.raises(CharacterMissing):
        typeset(sheet("样本\U00016a38"), AT, FONTS)
    with pytest.raises(FontMissing, match="Noto Serif CJK SC"):
        typeset(sheet(), AT, str(tmp_path))
    assert typeset(sheet(), AT, FONTS), "the next paper prints"


def test_words_of_a_paper_are_words_and_never_typst() -> None:
    hostile = '#read("/etc/passwd") $x$ *b* \\ "'
    assert hostile.replace(" ", "") in pages(typeset(sheet(hostile), AT, FONTS))[0].replace(" ", "").replace("\n", "")


@pytest.mark.row("S6.3")
def test_a_kept_paper_lies_sealed_once_and_a_changed_one_is_told(store: DocumentStore) -> None:
    pdf = typeset(sheet(), AT, FONTS)
    digest = store.put(pdf)
    assert store.put(pdf) == digest and store.get(digest) == pdf
    [file] = [path for path in store.folder.rglob("*") if path.is_file()]
    assert file == store.path(digest) and file.stat().st_mode & 0o077 == 0
    kept = file.read_bytes()
    assert b"%PDF" not in kept and pdf[:64] not in kept
    file.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(DocumentDamaged):
        store.get(digest)
    file.write_bytes(store.path(store.put(b"another")).read_bytes())
    with pytest.raises(DocumentDamaged):
        store.get(digest)
    file.unlink()
    with pytest.raises(DocumentDamaged):
        store.get(digest)
