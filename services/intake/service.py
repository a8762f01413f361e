"""The service class: the rooms of *intake* put together."""

from __future__ import annotations

from libs.common.service import ServiceBase
from services.intake.accountability.routes import AccountabilityRoutes
from services.intake.agency.routes import AgencyRoutes
from services.intake.appeals.routes import AppealRoutes
from services.intake.applications.desk_routes import ApplicationDeskRoutes
from services.intake.applications.reactions import ApplicationReactions
from services.intake.applications.routes import ApplicationRoutes
from services.intake.attachments.reactions import AttachmentReactions
from services.intake.attachments.routes import AttachmentRoutes
from services.intake.base import Base
from services.intake.booking.desk_routes import BookingDeskRoutes
from services.intake.booking.reactions import BookingReactions
from services.intake.booking.routes import BookingRoutes
from services.intake.cases.reactions import CaseReactions
from services.intake.cases.routes import CaseRoutes
from services.intake.catalogue.routes import CatalogueRoutes
from services.intake.classes.reactions import ClassReactions
from services.intake.classes.routes import ClassRoutes
from services.intake.estimates.reactions import EstimateReactions
from services.intake.forms.hall_routes import HallFormRoutes
from services.intake.forms.routes import FormRoutes
from services.intake.guesses.reactions import GuessReactions
from services.intake.holders.reactions import HolderReactions
from services.intake.holders.routes import HolderRoutes
from services.intake.inquiries.routes import InquiryRoutes
from services.intake.mandates.reactions import MandateReactions
from services.intake.mandates.routes import MandateRoutes
from services.intake.notices.routes import NoticeRoutes
from services.intake.positions.reactions import PositionReactions
from services.intake.positions.routes import PositionRoutes
from services.intake.printing.reactions import PrintReactions
from services.intake.printing.routes import PrintRoutes
from services.intake.progress.routes import ProgressRoutes
from services.intake.queue.desk_routes import DeskRoutes
from services.intake.queue.reactions import QueueReactions
from services.intake.queue.routes import QueueRoutes
from services.intake.ratings.reactions import RatingReactions
from services.intake.ratings.routes import RatingRoutes
from services.intake.rectification.reactions import RectificationReactions
from services.intake.rectification.routes import RectificationRoutes
from services.intake.rosters.routes import RosterRoutes
from services.intake.source_figures.routes import SourceFigureRoutes
from services.intake.staff.routes import StaffRoutes
from services.intake.survey_findings.reactions import FindingReactions
from services.intake.survey_findings.routes import FindingRoutes
from services.intake.surveys.reactions import SurveyReactions
from services.intake.surveys.routes import SurveyRoutes
from services.intake.tallies.routes import TallyRoutes
from services.intake.visits.desk_routes import VisitDeskRoutes
from services.intake.visits.reactions import VisitReactions
from services.intake.visits.routes import VisitRoutes
from services.intake.whereabouts.routes import WhereaboutsRoutes
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
    EstimateReactions,
    PositionRoutes,
    PositionReactions,
    HolderRoutes,
    HolderReactions,
    WindowRoutes,
    WhereaboutsRoutes,
    RatingRoutes,
    RatingReactions,
    RectificationRoutes,
    RectificationReactions,
    AppealRoutes,
    InquiryRoutes,
    AccountabilityRoutes,
    TallyRoutes,
    AgencyRoutes,
    SourceFigureRoutes,
    CaseRoutes,
    CaseReactions,
    AttachmentRoutes,
    AttachmentReactions,
    ApplicationRoutes,
    ApplicationDeskRoutes,
    ApplicationReactions,
    GuessReactions,
    ProgressRoutes,
    SurveyRoutes,
    SurveyReactions,
    FindingRoutes,
    FindingReactions,
    NoticeRoutes,
    BookingRoutes,
    BookingDeskRoutes,
    BookingReactions,
    VisitRoutes,
    VisitDeskRoutes,
    VisitReactions,
    RosterRoutes,
    FormRoutes,
    HallFormRoutes,
    MandateRoutes,
    MandateReactions,
    ServiceBase,
):
    """The hall: catalogue, queue, staff, bookings, home visits, cases, ratings, tallies."""

    name = "intake"
    metadata = Base.metadata
