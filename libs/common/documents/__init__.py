"""Printed papers (文书): what stands on them, how they are set, where the copies are kept."""

from libs.common.documents.parts import Block, Choices, Field, Fields, Lines, Rules, Sheet, Table
from libs.common.documents.store import DocumentDamaged, DocumentStore, StorageFull
from libs.common.documents.typesetting import CharacterMissing, FontMissing, typeset

__all__ = [
    "Block", "CharacterMissing", "Choices", "DocumentDamaged", "DocumentStore", "Field", "Fields", "FontMissing",
    "Lines", "Rules", "Sheet", "StorageFull", "Table", "typeset",
]  # fmt: skip
