"""Opening a packed file of somebody else: bounded in what it unpacks to, and without the traps of XML."""

from __future__ import annotations

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from services.intake.items.worksheets.refusals import FileUnreadable

UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
# What Excel before 2007 writes, and Excel with a password today.
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_archive(content: bytes) -> ZipFile:
    """The archive, none of whose parts is larger than it says. Raises FileUnreadable."""
    if content.startswith(_OLD_FORMAT):
        raise FileUnreadable("是旧版或加密的 Excel 文件，请另存为不加密的 .xlsx")
    try:
        archive = ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileUnreadable("应为 .xlsx 文件，或装有 items.csv 和 materials.csv 的 .zip 文件") from error
    # A part is never unpacked beyond the size that is announced here.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise FileUnreadable(f"解压后超过 {UNPACKED // 1024 // 1024} MiB")
    if any(part.flag_bits & 1 or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise FileUnreadable("不能读取加密或特殊压缩的文件")
    return archive


def read_part(archive: ZipFile, name: str) -> bytes:
    """Raises FileUnreadable (missing, damaged)."""
    try:
        return archive.read(name)
    except (KeyError, BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise FileUnreadable(f"文件已损坏：{name}") from error


def require_plain_xml(archive: ZipFile) -> None:
    """No part declares entities or another encoding: no workbook has either, and either can blow a parser up.

    Raises FileUnreadable.
    """
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            content = read_part(archive, name).removeprefix(b"\xef\xbb\xbf").lstrip()
            if not content.startswith(b"<") or b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise FileUnreadable("不是有效的 .xlsx 文件")
