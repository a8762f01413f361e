"""How the deadlines of petitions that follow the calendar are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PETITION_DUE, PETITION_SIGN = "petition-due", "petition-sign"
KINDS: Mapping[str, str] = MappingProxyType({PETITION_DUE: "诉求办理期限", PETITION_SIGN: "诉求签收期限"})
