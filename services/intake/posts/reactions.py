"""Posts follow the people."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.catalogue.tables import Centre
from services.intake.posts.following import follow_posts


class PostReactions:
    @every(seconds=2.0)
    def hand_posts_over(self, tx: Transaction) -> None:
        for centre in tx.session.scalars(select(Centre.code).order_by(Centre.code)).all():
            follow_posts(tx, centre)
