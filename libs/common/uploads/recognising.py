"""What a file is, by its bytes alone, and where the paper in it ends.

A phone may write more behind a picture (a moving photo, a second picture): that is not kept. What can be read as a
file of another kind is refused.
"""

from __future__ import annotations

import re

import filetype

from libs.common.uploads.refusals import FileDamaged, FileEmpty, FilePolyglot, FileTypeRefused, HeicRefused

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
EXTENSIONS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
HEIC = frozenset({"image/heic", "image/heif", "image/avif"})

_PDF_HEAD = b"%PDF-"
_PDF_HEAD_WITHIN = 1024
"""Readers look for the head of a PDF so far into a file, and for its end so near to the file's."""
_PDF_TAIL_WITHIN = 2048
_ZIP_END, _ZIP_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_ZIP_END_WITHIN = 22 + 65_535
_PADDING = b"\0\xff\r\n\t "
# Behind compressed data: 0xFF is followed by 0 where it is data, by D0 to D7 at a restart, by itself as filler.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_PNG_HEAD = 8


def recognise(content: bytes) -> str:
    """The media type. Raises FileEmpty, HeicRefused, FileTypeRefused."""
    if not content:
        raise FileEmpty()
    kind = filetype.guess(content)
    found = kind.mime if kind is not None else ""
    if found in HEIC:
        raise HeicRefused()
    if found not in EXTENSIONS or (found == PDF and not content.startswith(_PDF_HEAD)):
        raise FileTypeRefused()
    return found


def paper_in(content: bytes, media_type: str) -> bytes:
    """The paper without what was written behind it. Raises FilePolyglot, FileDamaged (cut off)."""
    if is_zip(content):
        raise FilePolyglot()
    if media_type == PDF:
        if b"%%EOF" not in content[-_PDF_TAIL_WITHIN:]:
            raise FileDamaged("PDF 没有结尾")
        return content
    if _PDF_HEAD in content[:_PDF_HEAD_WITHIN]:
        raise FilePolyglot()
    try:
        end = _end_of_jpeg(content) if media_type == JPEG else _end_of_png(content)
    except IndexError:
        raise FileDamaged("图片没有结尾") from None
    _judge_rest(content[end:].lstrip(_PADDING))
    picture = content[:end]
    if is_zip(picture):
        raise FilePolyglot()
    return picture


def _judge_rest(rest: bytes) -> None:
    kind = filetype.guess(rest) if rest else None
    if kind is not None and not kind.mime.startswith(("image/", "video/")):
        raise FilePolyglot()


def is_zip(content: bytes) -> bool:
    """Whether programs that open archives would find one: its directory is told at the end, wherever it begins."""
    end = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_END_WITHIN))
    if end < 0 or end + 22 > len(content):
        return False
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    return content[max(0, end - size) :].startswith(_ZIP_ENTRY)


def _end_of_jpeg(content: bytes) -> int:
    at = 2
    while True:
        if content[at] != 0xFF:
            raise FileDamaged("图片数据有误")
        while content[at] == 0xFF:
            at += 1
        marker, at = content[at], at + 1
        if marker == _JPEG_END:
            return at
        if marker not in _JPEG_BARE:
            at += max(2, content[at] << 8 | content[at + 1])
        if marker == _JPEG_SCAN:
            following = _JPEG_MARKER.search(content, at)
            if following is None:
                raise FileDamaged("图片没有结尾")
            at = following.start()


def _end_of_png(content: bytes) -> int:
    at = _PNG_HEAD
    while True:
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if at > len(content) or len(name) < 4:
            raise FileDamaged("图片没有结尾")
        if name == b"IEND":
            return at
