"""The catalogue as sheets: round trips, faults at their cells, files that are no catalogue."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given, settings

from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.tabular import RowFault, Table, read_contents
from services.intake.items.worksheets.archive import MOST_PARTS, UNPACKED, open_archive, require_plain_xml
from services.intake.items.worksheets.csv_pair import write_pair
from services.intake.items.worksheets.reading import read_catalogue
from services.intake.items.worksheets.refusals import FileUnreadable
from services.intake.items.worksheets.rules import MOST_ITEMS, Action, compare
from services.intake.items.worksheets.workbook import write_workbook
from tests.unit.intake.catalogue_contents import BOOKLET, GOOD, ID_CARD, PLACE, catalogues

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
NOW = datetime(2026, 3, 2, 8, 30)
WRITERS = pytest.mark.parametrize("write", [write_workbook, write_pair])
Write = Callable[[Sequence[ItemContent], datetime], bytes]


@pytest.mark.row("C1")
@WRITERS
@settings(max_examples=40, deadline=None)
@given(contents=catalogues())
def test_what_is_written_reads_as_the_same(write: Write, contents: list[ItemContent]) -> None:
    reading = read_catalogue(write(contents, NOW))
    assert reading.faults == []
    assert list(reading.contents) == contents


def town() -> list[ItemContent]:
    tables = []
    for name in ("items.csv", "materials.csv"):
        with (TOWN / name).open(encoding="utf-8", newline="") as file:
            tables.append(Table(name, list(enumerate(csv.reader(file), 1))))
    reading = read_contents(*tables)
    assert reading.faults == []
    return list(reading.contents)


@pytest.mark.row("C1")
@WRITERS
def test_the_sample_town_goes_out_and_comes_in_unchanged(write: Write) -> None:
    before = town()
    after = read_catalogue(write(before, NOW)).contents
    lines = compare(before, after, retire_missing=True)
    assert {line.action for line in lines} == {Action.UNCHANGED} and len(lines) == 78


@pytest.mark.row("C1")
def test_the_csv_files_are_those_of_the_sample(tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(write_pair(town(), NOW))) as archive:
        for name in ("items.csv", "materials.csv"):
            written = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            with (TOWN / name).open(encoding="utf-8", newline="") as file:
                sample = list(csv.DictReader(file))
            assert [{column: row[column] for column in sample[0]} for row in written] == sample


def changed(change: Callable[[Any], None], contents: Sequence[ItemContent] = (GOOD,)) -> list[RowFault]:
    """The faults of a workbook that somebody has edited."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(contents, NOW)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return list(read_catalogue(out.getvalue(), PLACE).faults)


def cell(sheet: str, where: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][where] = value

    return change


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    ("sheet", "where", "value", "row", "column", "message"),
    [
        ("事项", "C2", "三", 2, "办理窗口", "应为非负整数，不是“三”"),
        ("事项", "C2", 1.5, 2, "办理窗口", "应为非负整数，不是“1.5”"),
        ("事项", "C2", 9, 2, "办理窗口", "本中心没有9号窗口"),
        ("事项", "D2", "速办件", 2, "办件类型", "应为即办件、承诺件、联办件、上报件，不是“速办件”"),
        ("事项", "F2", 21, 2, "承诺时限（工作日）", "承诺时限21个工作日长于法定时限20个工作日"),
        ("事项", "F2", "=10+1", 2, "承诺时限（工作日）", "是公式，请填文字或数字"),
        ("事项", "F2", datetime(2026, 1, 2), 2, "承诺时限（工作日）", "是日期，请改为文字"),
        ("事项", "F2", "#N/A", 2, "承诺时限（工作日）", "是错误值"),
        ("事项", "K2", None, 2, "收费标准", "缺少收费标准"),
        ("事项", "G2", None, 2, "可委托村代办", "应为是、否，不是“”"),
        ("事项", "S2", "nobody", 2, "B岗", "A岗和B岗应同时指定"),
        ("事项", "B1", "名", 1, "名", "没有这一列"),
        ("事项", "Z2", "旁注", 2, "", "有内容在没有标题的列中"),
        ("材料", "A2", "BM-SL-002", 2, "事项编码", "事项表中没有“BM-SL-002”"),
        ("材料", "B2", 0, 2, "序号", "应为从1起的序号"),
        ("材料", "E2", 0, 2, "份数", "材料“居民身份证”份数应在1到99之间"),
        ("材料", "F2", "或许", 2, "必需", "应为是、可容缺、否，不是“或许”"),
        ("材料", "G2", None, 2, "来源", "材料“居民身份证”须注明来源"),
    ],
)
def test_a_fault_is_told_with_sheet_row_and_column(
    sheet: str, where: str, value: Any, row: int, column: str, message: str
) -> None:
    faults = changed(cell(sheet, where, value))
    assert RowFault(sheet, row, column, message) in faults
    assert all(fault.sheet in ("事项", "材料") for fault in faults)


@pytest.mark.row("C1")
def test_every_fault_is_told_at_once() -> None:
    second = replace(GOOD, code="BM-SL-002", materials=(ID_CARD, BOOKLET))

    def spoil(book: Any) -> None:
        book["事项"]["A3"] = GOOD.code  # a code twice
        book["事项"]["C2"] = "x"
        book["材料"].merge_cells("C3:D4")
        book["材料"]["B2"] = "=1"

    told = {(fault.sheet, fault.row, fault.column) for fault in changed(spoil, [GOOD, second])}
    assert {("事项", 2, "办理窗口"), ("材料", 2, "序号"), ("材料", 3, "")} <= told
    merged = [fault.message for fault in changed(lambda book: book["材料"].merge_cells("C3:D4"), [GOOD, second])]
    assert "有合并单元格 C3:D4，请取消合并" in merged
    (twice,) = changed(cell("事项", "A3", GOOD.code), [GOOD, replace(GOOD, code="BM-SL-002", materials=())])[-1:]
    assert (twice.row, twice.message) == (3, "事项编码“BM-SL-001”重复")


def test_what_is_at_fault_is_not_among_the_contents_and_quoted_in_short() -> None:
    long = "名" * 30_000
    wrong = [
        replace(GOOD, code="BM-SL-002", name=long),
        replace(GOOD, code="BM-SL-003", materials=(replace(ID_CARD, name=long),)),
    ]
    reading = read_catalogue(write_workbook([GOOD, *wrong], NOW))
    assert list(reading.contents) == [GOOD]
    assert [(fault.sheet, fault.row, fault.column) for fault in reading.faults] == [
        ("事项", 3, "事项名称"), ("材料", 4, "材料名称"),
    ]  # fmt: skip
    faults = [*reading.faults, *changed(cell("事项", "C2", long)), *changed(cell("材料", "A2", long))]
    assert max(len(fault.message) for fault in faults) < 100


def test_columns_may_stand_otherwise_and_blank_rows_do_not_count() -> None:
    def turn(book: Any) -> None:
        sheet = book["材料"]
        sheet.insert_rows(2, 3)
        sheet.move_range("H1:H10", cols=4)  # 说明
        book["事项"].delete_cols(18, 4)  # the optional ones
        book.create_sheet("说明")["A1"] = "=1+1"

    assert changed(turn, [replace(GOOD, materials=(ID_CARD, BOOKLET))]) == []


def test_csv_is_read_as_windows_saves_it_and_in_a_folder() -> None:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(write_pair([GOOD], NOW))) as pair, ZipFile(out, "w") as archive:
        for name in pair.namelist():
            archive.writestr(f"目录/{name}", pair.read(name).decode("utf-8-sig").encode("gb18030"))
        archive.writestr("__MACOSX/items.csv", b"\0")
    assert list(read_catalogue(out.getvalue()).contents) == [GOOD]


def zipped(parts: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_with(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with ZipFile(io.BytesIO(write_workbook([GOOD], NOW))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return zipped(parts)


def _bomb(parts: dict[str, bytes]) -> None:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"x" * 10) for n in range(9))
    parts["xl/workbook.xml"] = b'<?xml version="1.0"?><!DOCTYPE w [' + entities + b"]><workbook>&a8;</workbook>"


def _utf16(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16-le")


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.__delitem__(name)


def _nonsense(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='x'><c t='s'><v>9</v></c></row></sheetData>"


PAIR = write_pair([GOOD], NOW)


NOT_A_FILE, NO_WORKBOOK = "应为 .xlsx 文件", "不是有效的 .xlsx 文件"


@pytest.mark.row("C1")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", NOT_A_FILE),
        (b"PK\x03\x04", NOT_A_FILE),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), NOT_A_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版或加密"),
        (PAIR[: len(PAIR) // 2], NOT_A_FILE),
        (zipped({"items.csv": b"code"}), "应有一个 materials.csv"),
        (zipped({"items.csv": b"code", "a/items.csv": b"code", "materials.csv": b""}), "应有一个 items.csv"),
        (zipped({"items.csv": b"\xff\xfe\x00", "materials.csv": b""}), "编码应为"),
        (zipped({"items.csv": b'"code\n', "materials.csv": b""}), "不是有效的 CSV"),
        (zipped({"items.csv": b"x" * 200_000, "materials.csv": b""}), "不是有效的 CSV"),
        (zipped({"items.csv": bytes(UNPACKED), "materials.csv": b"\0"}), "解压后超过 20 MiB"),
        (zipped({str(n): b"" for n in range(MOST_PARTS + 1)}), "解压后超过"),
        (zipped({"items.csv": b"code", "materials.csv": b""}, ZIP_BZIP2), "特殊压缩"),
        (workbook_with(_bomb), NO_WORKBOOK),
        (workbook_with(_utf16), NO_WORKBOOK),
        (workbook_with(_nonsense), NO_WORKBOOK),
        (workbook_with(_without("xl/worksheets/sheet2.xml")), "没有名为“材料”的工作表"),
        (workbook_with(_without("xl/workbook.xml")), "文件已损坏：xl/workbook.xml"),
        (workbook_with(_without("xl/_rels/workbook.xml.rels")), "文件已损坏"),
    ],
)
def test_what_is_no_catalogue_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(FileUnreadable, match=words) as refused:
        read_catalogue(content)
    assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize("spoil", [_bomb, _utf16])
def test_no_parser_sees_entities_or_another_encoding(spoil: Callable[[dict[str, bytes]], None]) -> None:
    require_plain_xml(open_archive(write_workbook([GOOD], NOW)))
    with pytest.raises(FileUnreadable):
        require_plain_xml(open_archive(workbook_with(spoil)))


def test_a_damaged_part_is_refused() -> None:
    at = PAIR.index(b"items.csv") + 40
    with pytest.raises(FileUnreadable):
        read_catalogue(PAIR[:at] + bytes(20) + PAIR[at + 20 :])


def test_no_more_rows_than_a_catalogue_has() -> None:
    many = [replace(GOOD, code=f"BM-{n}") for n in range(MOST_ITEMS + 1)]
    for write in (write_workbook, write_pair):
        assert len(read_catalogue(write(many[:-1], NOW)).contents) == MOST_ITEMS
        with pytest.raises(FileUnreadable, match=f"最多 {MOST_ITEMS} 行"):
            read_catalogue(write(many, NOW))


def test_a_row_far_below_is_not_walked_to() -> None:
    with pytest.raises(FileUnreadable, match="最多"):
        changed(cell("事项", "A1048576", "x"))


def test_a_sheet_that_lies_about_its_extent_is_read_whole() -> None:
    def shrink(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        before, after = parts[name], parts[name].replace(b'<dimension ref="A1:U2"/>', b'<dimension ref="A1"/>')
        assert before != after
        parts[name] = after

    assert list(read_catalogue(workbook_with(shrink)).contents) == [GOOD]


@pytest.mark.row("C1")
def test_a_preview_tells_what_becomes_of_each_item() -> None:
    other = replace(GOOD, code="BM-SL-002")
    cheaper = replace(GOOD, fee="1元")
    lines = compare([GOOD, other], [cheaper, replace(GOOD, code="BM-SL-003")], retire_missing=True)
    assert [(line.code, line.action) for line in lines] == [
        ("BM-SL-001", "changed"), ("BM-SL-003", "created"), ("BM-SL-002", "retired"),
    ]  # fmt: skip
    assert [(each.field, each.was, each.now) for each in lines[0].differences] == [("fee", "不收费", "1元")]
    assert [line.content for line in lines] == [cheaper, replace(GOOD, code="BM-SL-003"), None]
    kept = compare([GOOD, other], [GOOD], retire_missing=False)
    assert [(line.code, line.action, line.content) for line in kept] == [("BM-SL-001", "unchanged", None)]
