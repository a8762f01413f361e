"""The service class: the rooms of *intake* put together."""

from __future__ import annotations

from libs.common.service import ServiceBase
from services.intake.base import Base
from services.intake.cases.reactions import CaseReactions
from services.intake.cases.routes import CaseRoutes
from services.intake.catalogue.routes import CatalogueRoutes
from services.intake.classes.reactions import ClassReactions
from services.intake.classes.routes import ClassRoutes
from services.intake.forms.hall_routes import HallFormRoutes
from services.intake.forms.routes import FormRoutes
from services.intake.mandates.reactions import MandateReactions
from services.intake.mandates.routes import MandateRoutes
from services.intake.notices.routes import NoticeRoutes
from services.intake.printing.reactions import PrintReactions
from services.intake.printing.routes import PrintRoutes
from services.intake.queue.desk_routes import DeskRoutes
from services.intake.queue.reactions import QueueReactions
from services.intake.queue.routes import QueueRoutes
from services.intake.ratings.reactions import RatingReactions
from services.intake.ratings.routes import RatingRoutes
from services.intake.staff.routes import StaffRoutes
from services.intake.tallies.routes import TallyRoutes
from services.intake.windows.routes import WindowRoutes


class Service(
    CatalogueRoutes,
    StaffRoutes,
    QueueRoutes,
    DeskRoutes,
    ClassRoutes,
    ClassReactions,
    PrintRoutes,
    PrintReactions,
    QueueReactions,
    WindowRoutes,
    RatingRoutes,
    RatingReactions,
    TallyRoutes,
    CaseRoutes,
    CaseReactions,
    NoticeRoutes,
    FormRoutes,
    HallFormRoutes,
    MandateRoutes,
    MandateReactions,
    ServiceBase,
):
    """The hall: catalogue, queue, staff, cases, ratings, tallies."""

    name = "intake"
    metadata = Base.metadata
