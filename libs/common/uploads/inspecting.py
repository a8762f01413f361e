"""Opening a file as whoever reads it will, within bounds. Python's readers are not armoured: see ``apart``."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from libs.common.uploads.recognising import JPEG, PDF, paper_in, recognise
from libs.common.uploads.refusals import FileDamaged, ImageTooLarge, PdfActive, PdfEncrypted, PdfTooLong

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError)
_ACTS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})


@dataclass(frozen=True)
class Bounds:
    """How large a paper may be when it is opened: pixels of a picture, pages of a PDF."""

    pixels: int
    pages: int


@dataclass(frozen=True)
class Found:
    """``size``: so many bytes from the beginning are the paper; what follows is not kept. Pictures have one page."""

    media_type: str
    size: int
    pages: int


def inspect(content: bytes, bounds: Bounds) -> Found:
    """What may be kept of ``content``. Raises FileRefused."""
    media_type = recognise(content)
    paper = paper_in(content, media_type)
    if media_type == PDF:
        return Found(media_type, len(paper), _check_pdf(paper, bounds.pages))
    _check_picture(paper, "JPEG" if media_type == JPEG else "PNG", bounds.pixels)
    return Found(media_type, len(paper), 1)


def _check_picture(content: bytes, format_name: str, most: int) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is below
            with Image.open(BytesIO(content), formats=[format_name]) as picture:
                if picture.width * picture.height > most:
                    raise ImageTooLarge(f"{picture.width}×{picture.height}", most=most)
                # A JPEG is read to its end at an eighth of its size: as strict, and in a sixty-fourth of the memory.
                picture.draft(None, (max(1, picture.width // 8), max(1, picture.height // 8)))
                picture.load()
    except Image.DecompressionBombError:
        raise ImageTooLarge(most=most) from None
    except _BROKEN as error:
        raise FileDamaged() from error


def _check_pdf(content: bytes, most: int) -> int:
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PdfEncrypted()
        pages = len(reader.pages)
        if pages > most:
            raise PdfTooLong(f"{pages}页", most=most)
        if pages == 0:
            raise FileDamaged("PDF 没有内容")
        if any(_does_something(part) for part in _parts(reader)):
            raise PdfActive()
    except NotImplementedError as error:  # an encryption that pypdf has not heard of
        raise PdfEncrypted() from error
    except (PyPdfError, RecursionError, *_BROKEN, KeyError, IndexError, TypeError, AttributeError) as error:
        # pypdf meets broken files with whatever its own code stumbles over.
        raise FileDamaged() from error
    return pages


def _parts(reader: PdfReader) -> Iterator[Any]:
    """The dictionaries that may make a viewer act: the document, its pages, their notes and fields."""
    yield reader.root_object
    for page in reader.pages:
        yield page
        for note in page.get("/Annots") or ():
            yield note.get_object()


def _does_something(part: Any) -> bool:
    names = part.get("/Names") or {}
    form = part.get("/AcroForm") or {}
    if "/AA" in part or "/JavaScript" in names or "/EmbeddedFiles" in names or "/XFA" in form:
        return True
    actions = (part.get("/OpenAction"), part.get("/A"))
    return any(isinstance(action, dict) and action.get("/S") in _ACTS for action in actions)
