"""From a numbered paper to the bytes that are handed out. Outside transactions, where it is slow."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from libs.common.database import Database
from libs.common.documents import DocumentStore, typeset
from libs.common.http.call import Call
from libs.common.transaction import Transaction
from services.intake.casework.forms import rules
from services.intake.casework.forms.actions import content_of, keep_print, see_form
from services.intake.casework.forms.tables import Form

AT_ONCE = 20
"""Files a sweep removes in one transaction."""


def print_form(db: Database, call: Call, form_id: str) -> bytes:
    """The paper as PDF: set and kept the first time, the same bytes ever after.

    Two at once set the same bytes and keep them once. A number whose printing failed or was killed waits for the
    next call. Raises NotFound, Forbidden, FormVoid, FormErased, FontMissing, CharacterMissing, DocumentDamaged.
    """
    store = DocumentStore(Path(db.settings.documents_dir))
    with db.reading(call.actor, call.cause) as tx:
        form = see_form(tx, form_id)
        if form.state in (rules.VOID, rules.ERASED):
            raise rules.FormVoid() if form.state == rules.VOID else rules.FormErased()
        content, made_at, sha256 = content_of(form), form.made_at, form.sha256
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
    """The stored copy, void or not. Raises NotFound, Forbidden, FormErased, FormNotPrinted, DocumentDamaged."""
    with db.reading(call.actor, call.cause) as tx:
        form = see_form(tx, form_id)
        state, sha256 = form.state, form.sha256
    if state == rules.ERASED:
        raise rules.FormErased()
    if sha256 is None:
        raise rules.FormNotPrinted()
    return _again(db, call, DocumentStore(Path(db.settings.documents_dir)), form_id, sha256)


def _again(db: Database, call: Call, store: DocumentStore, form_id: str, sha256: str) -> bytes:
    pdf = store.get(sha256)
    # It names a person: who took it out again is written down before it leaves.
    with call.transaction(db) as tx:
        tx.audit("form.fetch", form_id, sha256=sha256)
    return pdf


def remove_erased(tx: Transaction) -> int:
    """Remove the files of papers that were erased, then forget that there were any; returns how many.

    Killed between the two, the next sweep finds the file gone already.
    """
    store = DocumentStore(Path(tx.settings.documents_dir))
    erased = select(Form).where(Form.state == rules.ERASED, Form.sha256.is_not(None)).order_by(Form.id)
    found = tx.session.scalars(erased.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for form in found:
        assert form.sha256 is not None
        store.remove(form.sha256)
        form.sha256 = form.size = None
    return len(found)
