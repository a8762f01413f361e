"""Posts follow the people."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.posts.following import follow_posts
from services.intake.items.catalogue.tables import Centre


class PostReactions:
    @every(seconds=2.0)
    def hand_posts_over(self, tx: Transaction) -> None:
        for centre in tx.session.scalars(select(Centre.code).order_by(Centre.code)).all():
            follow_posts(tx, centre)
