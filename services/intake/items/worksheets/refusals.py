"""What the import of a catalogue says no with."""

from __future__ import annotations

from libs.common.errors import Invalid, Refused


class FileUnreadable(Invalid):
    """Not a workbook or a pair of CSV files, or larger than any catalogue is."""

    code, title = "file_unreadable", "文件无法读取"


class ImportFaulty(Invalid):
    """Rows are at fault, so nothing of the file is taken."""

    code, title = "import_faulty", "表中有错误，不能导入"


class ImportApplied(Refused):
    code, title = "import_applied", "该次导入已经完成"


class CatalogueChanged(Refused):
    """``data``: the hash that the preview was made against (``base``) and that of now (``current``)."""

    code, title = "catalogue_changed", "预览后目录已有变动，请重新上传核对"
