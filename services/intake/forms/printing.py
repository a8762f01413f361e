"""From a numbered paper to the bytes that are handed out. Outside transactions, where it is slow."""

from __future__ import annotations

from pathlib import Path

from libs.common.database import Database
from libs.common.documents import DocumentStore, typeset
from libs.common.http.call import Call
from services.intake.forms import rules
from services.intake.forms.actions import content_of, keep_print, see_form


def print_form(db: Database, call: Call, form_id: str) -> bytes:
    """The paper as PDF: set and kept the first time, the same bytes ever after.

    Two at once set the same bytes and keep them once. A number whose printing failed or was killed waits for the
    next call. Raises NotFound, Forbidden, FormVoid, FontMissing, CharacterMissing, DocumentDamaged.
    """
    store = DocumentStore(Path(db.settings.documents_dir))
    with db.reading(call.actor, call.cause) as tx:
        form = see_form(tx, form_id)
        state, content, made_at, sha256 = form.state, content_of(form), form.made_at, form.sha256
    if state == rules.VOID:
        raise rules.FormVoid()
    if sha256 is not None:
        return _again(db, call, store, form_id, sha256)
    pdf = typeset(content, made_at, str(db.settings.font_dir))
    digest = store.put(pdf)
    with call.transaction(db) as tx:
        kept = keep_print(tx, form_id, digest, len(pdf)).sha256
    assert kept is not None
    # Another version of the setter may have been first: what it kept was handed out.
    return pdf if kept == digest else store.get(kept)


def read_form(db: Database, call: Call, form_id: str) -> bytes:
    """The stored copy, void or not. Raises NotFound, Forbidden, FormNotPrinted, DocumentDamaged."""
    with db.reading(call.actor, call.cause) as tx:
        sha256 = see_form(tx, form_id).sha256
    if sha256 is None:
        raise rules.FormNotPrinted()
    return _again(db, call, DocumentStore(Path(db.settings.documents_dir)), form_id, sha256)


def _again(db: Database, call: Call, store: DocumentStore, form_id: str, sha256: str) -> bytes:
    pdf = store.get(sha256)
    # It names a person: who took it out again is written down before it leaves.
    with call.transaction(db) as tx:
        tx.audit("form.fetch", form_id, sha256=sha256)
    return pdf
