"""What is taken of a file that somebody sends in: papers, by their content; never more than the paper."""

import struct
import zlib

import eventlet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from libs.common.uploads import refusals
from libs.common.uploads.apart import inspect_apart
from libs.common.uploads.inspecting import Bounds, inspect
from libs.common.uploads.recognising import JPEG, PDF, PNG
from tests.support.papers import archive, pdf, pdf_with_file, pdf_with_note, picture, script

BOUNDS = Bounds(pixels=1_000_000, pages=5)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
MOVING = b"\0\0\0\x1cftypisom\0\0\2\0isomiso2mp41" + bytes(500)
"""The head of a film, as phones write it behind a moving photo."""


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def black_png(width: int, height: int, rows: int) -> bytes:
    """A small file that says it is ``width`` × ``height`` pixels and has ``rows`` of them."""
    squeeze = zlib.compressobj(1)
    row = bytes(1 + 3 * width)
    data = b"".join([*(squeeze.compress(row) for _ in range(rows)), squeeze.flush()])
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", head), png_chunk(b"IDAT", data), png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


PAPERS = {
    "jpeg": (picture(), JPEG, 1),
    "progressive jpeg": (picture(progressive=True, size=(300, 200)), JPEG, 1),
    "jpeg with restarts": (picture(size=(300, 200), restart_marker_blocks=2), JPEG, 1),
    "png": (picture("PNG"), PNG, 1),
    "one page": (pdf(), PDF, 1),
    "five pages": (pdf(5), PDF, 5),
    "opens at a page": (pdf(OpenAction=ArrayObject([])), PDF, 1),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_kept_whole(name: str) -> None:
    content, media_type, pages = PAPERS[name]
    found = inspect(content, BOUNDS)
    assert (found.media_type, found.size, found.pages) == (media_type, len(content), pages)


@pytest.mark.parametrize("rest", [MOVING, picture(), b"\0" * 40, b"SEFHe\0\0\0vendor", b"\xff\xff\n"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_a_phone_writes_behind_a_picture_is_not_kept(kind: str, rest: bytes) -> None:
    content = picture(kind)
    assert inspect(content + rest, BOUNDS).size == len(content)


REFUSED = {
    "nothing": (b"", refusals.FileEmpty),
    "text": (b"hello", refusals.FileTypeRefused),
    "page": (b"<html><script>alert(1)</script></html>", refusals.FileTypeRefused),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.FileTypeRefused),
    "archive": (archive(), refusals.FileTypeRefused),
    "program": (b"MZ" + bytes(200), refusals.FileTypeRefused),
    "gif": (picture("GIF"), refusals.FileTypeRefused),
    "heic": (HEIC, refusals.HeicRefused),
    "pdf behind a byte-order mark": (b"\xef\xbb\xbf" + pdf(), refusals.FileTypeRefused),
    "jpeg and archive": (picture() + archive(), refusals.FilePolyglot),
    "png and archive": (picture("PNG") + archive(), refusals.FilePolyglot),
    "pdf and archive": (pdf() + archive(), refusals.FilePolyglot),
    "jpeg and pdf": (picture() + pdf(), refusals.FilePolyglot),
    "jpeg and program": (picture() + b"MZ" + bytes(200), refusals.FilePolyglot),
    "jpeg with a pdf in its comment": (picture(comment=b"%PDF-1.7"), refusals.FilePolyglot),
    "jpeg with an archive in its comment": (picture(comment=archive()), refusals.FilePolyglot),
    "half a jpeg": (picture(size=(300, 200))[:-40], refusals.FileDamaged),
    "half a png": (picture("PNG")[:-8], refusals.FileDamaged),
    "jpeg with a hole": (picture()[:200] + picture()[230:], refusals.FileDamaged),
    "half a pdf": (pdf()[:-30], refusals.FileDamaged),
    "pdf without pages": (b"%PDF-1.7\ntrailer<<>>\n%%EOF", refusals.FileDamaged),
    "large picture": (picture(size=(1001, 1000)), refusals.ImageTooLarge),
    "bomb": (black_png(95_000, 95_000, 1), refusals.ImageTooLarge),
    "six pages": (pdf(6), refusals.PdfTooLong),
    "locked": (pdf(password="secret"), refusals.PdfEncrypted),
    "script at opening": (pdf(OpenAction=script()), refusals.PdfActive),
    "script on an event": (pdf(AA=DictionaryObject({NameObject("/WC"): script()})), refusals.PdfActive),
    "script in a link": (pdf_with_note(script()), refusals.PdfActive),
    "file inside": (pdf_with_file(), refusals.PdfActive),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_in_words_that_help(name: str) -> None:
    content, refusal = REFUSED[name]
    with pytest.raises(refusals.FileRefused) as refused:
        inspect(content, BOUNDS)
    assert type(refused.value) is refusal


@given(st.sampled_from([picture(), picture("PNG"), pdf()]), st.data())
def test_a_file_with_changed_bytes_is_kept_or_refused_and_nothing_else(content: bytes, data: st.DataObject) -> None:
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(changed[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        found = inspect(cut, BOUNDS)
    except refusals.FileRefused:
        return
    assert 0 < found.size <= len(cut)


def test_a_stranger_is_judged_in_a_process_apart() -> None:
    content = picture(size=(800, 600))
    assert inspect_apart(content + MOVING, BOUNDS) == inspect(content + MOVING, BOUNDS)
    with pytest.raises(refusals.PdfTooLong) as refused:
        inspect_apart(pdf(6), BOUNDS)
    assert refused.value.data == {"most": 5} and refused.value.detail == "6页"


def test_a_file_that_eats_memory_ends_its_own_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = black_png(14_000, 9_000, 9_000)  # half a gigabyte of pixels in two megabytes
    beats = []
    heart = eventlet.spawn(lambda: [beats.append(eventlet.sleep(0.01)) for _ in range(10_000)])
    with pytest.raises(refusals.FileTooHard):
        inspect_apart(bomb, Bounds(pixels=10**9, pages=1))
    heart.kill()
    assert len(beats) > 10
    monkeypatch.setattr("libs.common.uploads.apart.SECONDS", 0.01)
    with pytest.raises(refusals.FileTooHard):
        inspect_apart(picture(), BOUNDS)
