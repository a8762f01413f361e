"""What files are refused for. The words say what the person can do about it."""

from __future__ import annotations

from libs.common.errors import Refused


class FileRefused(Refused):
    code, title, status = "file_refused", "文件不能接收", 422


class FileEmpty(FileRefused):
    code, title = "file_empty", "文件是空的，请重新选择"


class FileTypeRefused(FileRefused):
    """By content; what the sender calls it does not count."""

    code, title, status = "file_type_refused", "只接收 JPG、PNG 图片和 PDF 文件", 415


class HeicRefused(FileRefused):
    """Browsers and office programs cannot show it, so a clerk could not check it."""

    code, status = "file_is_heic", 415
    title = "请把 HEIC 照片转成 JPG 再上传（苹果手机：设置—相机—格式—兼容性最佳）"


class FileDamaged(FileRefused):
    code, title = "file_damaged", "文件打不开或不完整，请重新拍照或导出"


class FilePolyglot(FileRefused):
    """It can be read as a file of another kind as well."""

    code, title = "file_polyglot", "文件里夹带了其他内容，请重新拍照或导出"


class ImageTooLarge(FileRefused):
    """``data["most"]`` pixels may be in a picture."""

    code, title = "image_too_large", "图片像素过大，请缩小后再上传"


class PdfEncrypted(FileRefused):
    code, title = "pdf_encrypted", "PDF 已加密，请去掉密码后再上传"


class PdfTooLong(FileRefused):
    """``data["most"]`` pages may be in a file."""

    code, title = "pdf_too_long", "PDF 页数过多，请分成几个文件"


class PdfActive(FileRefused):
    """A paper does nothing when it is opened."""

    code, title = "pdf_active", "PDF 含有脚本或内嵌文件，请打印成新的 PDF 再上传"


class FileTooHard(FileRefused):
    """Judging it took more time or memory than any honest paper needs."""

    code, title = "file_too_hard", "文件过于复杂，无法检查，请重新拍照或导出"
