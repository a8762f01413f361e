"""What the catalogue says no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import Invalid, Refused


class ItemInvalid(Invalid):
    """An item that may not be published as it stands; ``errors`` names every fault."""

    code, title = "item_invalid", "事项内容不符合发布要求"


class DisclosureIncomplete(ItemInvalid):
    """七公开: ``data["missing"]`` names what of the seven is not said."""

    code, title = "item_incomplete", "“七公开”内容不全，不能发布"


class PromisedOverLegal(ItemInvalid):
    code, title = "promised_over_legal", "承诺时限长于法定时限，不能发布"


class IllegalMove(Refused):
    """The draft is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "draft_move_refused", "事项草稿当前状态不允许此操作"


class NotScheduled(IllegalMove):
    code, title = "draft_not_scheduled", "该草稿尚未排定生效日"


class DraftScheduled(IllegalMove):
    code, title = "draft_scheduled", "该版本已排定生效日，请先撤回"


class DraftPublished(IllegalMove):
    code, title = "draft_published", "该版本已经发布"


class DraftDiscarded(IllegalMove):
    code, title = "draft_discarded", "该草稿已经作废"


class VersionRetired(IllegalMove):
    code, title = "version_retired", "该版本已停用"


class DraftStands(Refused):
    """One draft an item: ``data["draft"]`` is its id."""

    code, title = "draft_stands", "该事项已有草稿"


class DraftOutdated(Refused):
    """Another version came into force since the draft was begun (``data``: ``base``, ``current``)."""

    code, title = "draft_outdated", "起草后已有新版本生效，请核对差异后再发布"


class ItemUnchanged(Refused):
    code, title = "item_unchanged", "内容与现行版本相同，无需发布"


class ValidFromPast(Refused):
    code, title, status = "valid_from_past", "生效日不能早于今天", 422


class VersionScheduled(Refused):
    """``data["items"]``: codes and days of versions that are to come into force and know nothing of this change."""

    code, title = "version_scheduled", "已排定的版本将取代本次内容，请先撤回或确认"


class LastDayPast(Refused):
    code, title, status = "last_day_past", "最后办理日不能早于今天", 422


class LastDayStands(Refused):
    code, title = "last_day_stands", "该事项已定最后办理日"


class NoLastDay(Refused):
    code, title = "no_last_day", "该事项未定最后办理日"


class PostsInvalid(Invalid):
    code, title = "posts_invalid", "AB岗不符合要求"
