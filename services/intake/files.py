"""The files that rows of *intake* name: forms as handed out, attachments as handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from libs.common.database import Database
from libs.common.documents import DocumentDamaged, DocumentStore
from services.intake.casework.forms.tables import Form
from services.intake.metrics import FILES_DAMAGED
from services.intake.online.attachments.keeping import store_of
from services.intake.online.attachments.rules import State
from services.intake.online.attachments.tables import Attachment


def check_files(db: Database) -> tuple[int, list[str]]:
    """Read every file that a row names: how many, and which rows name one that is missing or damaged."""
    with db.reading() as tx:
        attachments = select(Attachment.id, Attachment.sha256).where(Attachment.state != State.REMOVED)
        forms = select(Form.id, Form.sha256).where(Form.sha256.is_not(None))
        named = [("attachment", key, sha256) for key, sha256 in tx.session.execute(attachments.order_by(Attachment.id))]
        named += [("form", key, sha256 or "") for key, sha256 in tx.session.execute(forms.order_by(Form.id))]
    return len(named), list(_damaged(db, named))


def _damaged(db: Database, named: list[tuple[str, str, str]]) -> Iterator[str]:
    stores = {"attachment": store_of(db.settings), "form": DocumentStore(Path(db.settings.documents_dir))}
    for what, row_id, sha256 in named:
        try:
            stores[what].get(sha256)
        except DocumentDamaged:
            FILES_DAMAGED.inc()
            yield f"{what} {row_id} {sha256}"
