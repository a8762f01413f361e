"""The service class: the rooms of *intake* put together."""

from __future__ import annotations

from libs.common.editions.reactions import EditionReactions
from libs.common.editions.routes import EditionRoutes
from libs.common.service import ServiceBase
from services.intake.accountability.routes import AccountabilityRoutes
from services.intake.agency.routes import AgencyRoutes
from services.intake.appeals.routes import AppealRoutes
from services.intake.applications.desk_routes import ApplicationDeskRoutes
from services.intake.applications.reactions import ApplicationReactions
from services.intake.applications.routes import ApplicationRoutes
from services.intake.archive.routes import ArchiveRoutes
from services.intake.attachments.reactions import AttachmentReactions
from services.intake.attachments.routes import AttachmentRoutes
from services.intake.attendance.reactions import AttendanceReactions
from services.intake.attendance.routes import AttendanceRoutes
from services.intake.base import Base
from services.intake.booking.desk_routes import BookingDeskRoutes
from services.intake.booking.reactions import BookingReactions
from services.intake.booking.routes import BookingRoutes
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.routes import CalendarRoutes
from services.intake.calendar.tables import BOOK
from services.intake.cases.reactions import CaseReactions
from services.intake.cases.routes import CaseRoutes
from services.intake.catalogue.editor_routes import CatalogueEditorRoutes
from services.intake.catalogue.reactions import CatalogueReactions
from services.intake.catalogue.routes import CatalogueRoutes
from services.intake.classes.reactions import ClassReactions
from services.intake.classes.routes import ClassRoutes
from services.intake.cover.reactions import CoverReactions
from services.intake.cover.routes import CoverRoutes
from services.intake.deliveries.reactions import DeliveryReactions
from services.intake.deliveries.routes import DeliveryRoutes
from services.intake.estimates.reactions import EstimateReactions
from services.intake.forms.hall_routes import HallFormRoutes
from services.intake.forms.reactions import FormReactions
from services.intake.forms.routes import FormRoutes
from services.intake.guesses.reactions import GuessReactions
from services.intake.guide.reactions import GuideReactions
from services.intake.guide.routes import GuideRoutes
from services.intake.holders.reactions import HolderReactions
from services.intake.holders.routes import HolderRoutes
from services.intake.inquiries.routes import InquiryRoutes
from services.intake.inspections.reactions import InspectionReactions
from services.intake.inspections.routes import InspectionRoutes
from services.intake.joint.reactions import JointReactions
from services.intake.joint.routes import JointRoutes
from services.intake.leaders.reactions import LeaderReactions
from services.intake.leaders.routes import LeaderRoutes
from services.intake.leaves.reactions import LeaveReactions
from services.intake.leaves.routes import LeaveRoutes
from services.intake.mandates.reactions import MandateReactions
from services.intake.mandates.routes import MandateRoutes
from services.intake.notices.routes import NoticeRoutes
from services.intake.positions.reactions import PositionReactions
from services.intake.positions.routes import PositionRoutes
from services.intake.posts.reactions import PostReactions
from services.intake.posts.routes import PostRoutes
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
from services.intake.references.routes import ReferenceRoutes
from services.intake.reviews.routes import ReviewRoutes
from services.intake.rosters.routes import RosterRoutes
from services.intake.source_figures.routes import SourceFigureRoutes
from services.intake.staff.routes import StaffRoutes
from services.intake.stages.routes import StageRoutes
from services.intake.survey_findings.reactions import FindingReactions
from services.intake.survey_findings.routes import FindingRoutes
from services.intake.surveys.reactions import SurveyReactions
from services.intake.surveys.routes import SurveyRoutes
from services.intake.tallies.routes import TallyRoutes
from services.intake.upward.reactions import UpwardReactions
from services.intake.upward.routes import UpwardRoutes
from services.intake.visits.desk_routes import VisitDeskRoutes
from services.intake.visits.reactions import VisitReactions
from services.intake.visits.routes import VisitRoutes
from services.intake.whereabouts.routes import WhereaboutsRoutes
from services.intake.windows.routes import WindowRoutes
from services.intake.worksheets.reactions import WorksheetReactions
from services.intake.worksheets.routes import WorksheetRoutes


class Service(
    CatalogueRoutes,
    CatalogueEditorRoutes,
    CatalogueReactions,
    WorksheetRoutes,
    WorksheetReactions,
    GuideRoutes,
    GuideReactions,
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
    AttendanceRoutes,
    AttendanceReactions,
    LeaveRoutes,
    LeaveReactions,
    PostRoutes,
    PostReactions,
    LeaderRoutes,
    LeaderReactions,
    InspectionRoutes,
    InspectionReactions,
    CoverRoutes,
    CoverReactions,
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
    StageRoutes,
    ReferenceRoutes,
    JointRoutes,
    JointReactions,
    ReviewRoutes,
    UpwardRoutes,
    UpwardReactions,
    DeliveryRoutes,
    DeliveryReactions,
    ArchiveRoutes,
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
    FormReactions,
    MandateRoutes,
    MandateReactions,
    CalendarRoutes,
    EditionRoutes,
    EditionReactions,
    ServiceBase,
):
    """The hall: catalogue, queue, staff and their duty, bookings, home visits, cases, ratings, tallies."""

    name = "intake"
    metadata = Base.metadata
    book = BOOK
    bearers = BEARERS
