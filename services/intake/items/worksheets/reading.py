"""From an uploaded file to contents. Slow, and pure: for a thread of its own, outside transactions."""

from __future__ import annotations

from services.intake.items.catalogue.faults import Place
from services.intake.items.catalogue.tabular import Reading, read_contents
from services.intake.items.worksheets.archive import open_archive
from services.intake.items.worksheets.csv_pair import read_pair
from services.intake.items.worksheets.workbook import read_workbook

_OF_A_WORKBOOK = "[Content_Types].xml"


def read_catalogue(content: bytes, place: Place | None = None) -> Reading:
    """What a workbook or a pair of CSV files says, whichever its content is. Raises FileUnreadable."""
    archive = open_archive(content)
    is_workbook = _OF_A_WORKBOOK in archive.namelist()
    items, materials = read_workbook(content, archive) if is_workbook else read_pair(archive)
    return read_contents(items, materials, place)
