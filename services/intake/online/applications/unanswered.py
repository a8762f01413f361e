"""Nobody looked in time: the application is taken in by itself (行政许可法 art. 32(4))."""

from __future__ import annotations

from sqlalchemy import exists, select

from libs.common.transaction import Transaction
from services.intake.casework.cases.steps import today
from services.intake.items.catalogue.actions import window_of
from services.intake.items.catalogue.tables import Window
from services.intake.online.applications.deciding import attachments_of, become_case, readable
from services.intake.online.applications.rules import State
from services.intake.online.applications.tables import Application

AT_ONCE = 50


def take_in_unanswered(tx: Transaction) -> int:
    """Make cases of applications past their reply day; how many. The case is past its own then, and the sweep of cases
    accepts it from the day of receipt. The window's A post answers for it."""
    there = exists().where(Window.centre == Application.centre, Window.number == Application.window)
    late = select(Application).where(Application.state == State.SUBMITTED, Application.reply_by < today(tx), there)
    late = late.order_by(Application.reply_by, Application.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = tx.session.scalars(late).all()
    for application in found:
        post = window_of(tx, application.centre, application.window).post_a
        become_case(tx, application, readable(attachments_of(tx, application)), window=application.window, clerk=post)
    return len(found)
