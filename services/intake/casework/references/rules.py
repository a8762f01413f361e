"""What an external reference is refused for."""

from __future__ import annotations

from libs.common.errors import NotFound, Refused


class ReferenceTaken(Refused):
    """One number of one source is one case of a centre; ``data["case_number"]`` is the one that has it."""

    code, title = "reference_taken", "该外部编号已登记在其他办件上"


class ReferenceGiven(Refused):
    code, title = "reference_given", "该外部编号已经登记"


class ReferenceUnknown(NotFound):
    code, title = "reference_unknown", "办件没有登记该外部编号"
