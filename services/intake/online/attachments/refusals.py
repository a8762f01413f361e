"""What attachments say no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import Refused


class IllegalMove(Refused):
    """The attachment is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "attachment_move_refused", "附件当前状态不允许此操作"


class AttachmentUnscanned(IllegalMove):
    code, title = "attachment_unscanned", "附件未经病毒扫描"


class AttachmentPending(IllegalMove):
    code, title = "attachment_pending", "附件正在等待病毒扫描，请稍后再看"


class AttachmentClean(IllegalMove):
    code, title = "attachment_clean", "附件已扫描，没有病毒"


class AttachmentInfected(IllegalMove):
    code, title = "attachment_infected", "附件带有病毒，已隔离"


class AttachmentRemoved(IllegalMove):
    code, title, status = "attachment_removed", "附件已删除", 410


class TooManyFiles(Refused):
    """``data["most"]`` files may belong to one matter."""

    code, title, status = "too_many_files", "附件个数已到上限", 422


class FilesTooLarge(Refused):
    """``data["most"]`` bytes may belong to one matter; ``data["left"]`` are left."""

    code, title, status = "files_too_large", "附件总大小已到上限", 413


class NoScanner(Refused):
    code, title = "no_scanner", "没有配置病毒扫描"


class AttachmentHeld(Refused):
    """Kept for a reason (行政复议、诉讼、监察): what is held is not removed, by nobody."""

    code, title = "attachment_held", "附件已封存，不得删除"


class NotHeld(Refused):
    code, title = "attachment_not_held", "附件没有封存"
