"""The service class: the rooms of *intake* put together."""

from __future__ import annotations

from libs.common.editions.reactions import EditionReactions
from libs.common.editions.routes import EditionRoutes
from libs.common.service import ServiceBase
from services.intake.appointments.booking.desk_routes import BookingDeskRoutes
from services.intake.appointments.booking.reactions import BookingReactions
from services.intake.appointments.booking.routes import BookingRoutes
from services.intake.appointments.visits.desk_routes import VisitDeskRoutes
from services.intake.appointments.visits.reactions import VisitReactions
from services.intake.appointments.visits.routes import VisitRoutes
from services.intake.base import Base
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.routes import CalendarRoutes
from services.intake.calendar.tables import BOOK
from services.intake.casework.archive.routes import ArchiveRoutes
from services.intake.casework.cases.reactions import CaseReactions
from services.intake.casework.cases.routes import CaseRoutes
from services.intake.casework.deliveries.reactions import DeliveryReactions
from services.intake.casework.deliveries.routes import DeliveryRoutes
from services.intake.casework.forms.hall_routes import HallFormRoutes
from services.intake.casework.forms.reactions import FormReactions
from services.intake.casework.forms.routes import FormRoutes
from services.intake.casework.inquiries.routes import InquiryRoutes
from services.intake.casework.joint.reactions import JointReactions
from services.intake.casework.joint.routes import JointRoutes
from services.intake.casework.mandates.reactions import MandateReactions
from services.intake.casework.mandates.routes import MandateRoutes
from services.intake.casework.notices.routes import NoticeRoutes
from services.intake.casework.references.routes import ReferenceRoutes
from services.intake.casework.reviews.routes import ReviewRoutes
from services.intake.casework.stages.routes import StageRoutes
from services.intake.casework.upward.reactions import UpwardReactions
from services.intake.casework.upward.routes import UpwardRoutes
from services.intake.duty.attendance.reactions import AttendanceReactions
from services.intake.duty.attendance.routes import AttendanceRoutes
from services.intake.duty.cover.reactions import CoverReactions
from services.intake.duty.cover.routes import CoverRoutes
from services.intake.duty.inspections.reactions import InspectionReactions
from services.intake.duty.inspections.routes import InspectionRoutes
from services.intake.duty.leaders.reactions import LeaderReactions
from services.intake.duty.leaders.routes import LeaderRoutes
from services.intake.duty.leaves.reactions import LeaveReactions
from services.intake.duty.leaves.routes import LeaveRoutes
from services.intake.duty.posts.reactions import PostReactions
from services.intake.duty.posts.routes import PostRoutes
from services.intake.duty.rosters.routes import RosterRoutes
from services.intake.duty.staff.routes import StaffRoutes
from services.intake.duty.whereabouts.routes import WhereaboutsRoutes
from services.intake.figures.agency.routes import AgencyRoutes
from services.intake.figures.source_figures.routes import SourceFigureRoutes
from services.intake.figures.tallies.routes import TallyRoutes
from services.intake.hall.classes.reactions import ClassReactions
from services.intake.hall.classes.routes import ClassRoutes
from services.intake.hall.estimates.reactions import EstimateReactions
from services.intake.hall.holders.reactions import HolderReactions
from services.intake.hall.holders.routes import HolderRoutes
from services.intake.hall.positions.reactions import PositionReactions
from services.intake.hall.positions.routes import PositionRoutes
from services.intake.hall.printing.reactions import PrintReactions
from services.intake.hall.printing.routes import PrintRoutes
from services.intake.hall.queue.desk_routes import DeskRoutes
from services.intake.hall.queue.reactions import QueueReactions
from services.intake.hall.queue.routes import QueueRoutes
from services.intake.hall.windows.routes import WindowRoutes
from services.intake.items.catalogue.editor_routes import CatalogueEditorRoutes
from services.intake.items.catalogue.reactions import CatalogueReactions
from services.intake.items.catalogue.routes import CatalogueRoutes
from services.intake.items.guide.reactions import GuideReactions
from services.intake.items.guide.routes import GuideRoutes
from services.intake.items.worksheets.reactions import WorksheetReactions
from services.intake.items.worksheets.routes import WorksheetRoutes
from services.intake.online.applications.desk_routes import ApplicationDeskRoutes
from services.intake.online.applications.reactions import ApplicationReactions
from services.intake.online.applications.routes import ApplicationRoutes
from services.intake.online.attachments.reactions import AttachmentReactions
from services.intake.online.attachments.routes import AttachmentRoutes
from services.intake.online.guesses.reactions import GuessReactions
from services.intake.online.progress.routes import ProgressRoutes
from services.intake.quality.accountability.routes import AccountabilityRoutes
from services.intake.quality.appeals.routes import AppealRoutes
from services.intake.quality.ratings.reactions import RatingReactions
from services.intake.quality.ratings.routes import RatingRoutes
from services.intake.quality.rectification.reactions import RectificationReactions
from services.intake.quality.rectification.routes import RectificationRoutes
from services.intake.quality.survey_findings.reactions import FindingReactions
from services.intake.quality.survey_findings.routes import FindingRoutes
from services.intake.quality.surveys.reactions import SurveyReactions
from services.intake.quality.surveys.routes import SurveyRoutes


class Service(
    # items
    CatalogueRoutes,
    CatalogueEditorRoutes,
    CatalogueReactions,
    WorksheetRoutes,
    WorksheetReactions,
    GuideRoutes,
    GuideReactions,
    # hall
    QueueRoutes,
    DeskRoutes,
    QueueReactions,
    ClassRoutes,
    ClassReactions,
    WindowRoutes,
    PrintRoutes,
    PrintReactions,
    EstimateReactions,
    PositionRoutes,
    PositionReactions,
    HolderRoutes,
    HolderReactions,
    # appointments
    BookingRoutes,
    BookingDeskRoutes,
    BookingReactions,
    VisitRoutes,
    VisitDeskRoutes,
    VisitReactions,
    # casework
    CaseRoutes,
    CaseReactions,
    StageRoutes,
    JointRoutes,
    JointReactions,
    ReviewRoutes,
    UpwardRoutes,
    UpwardReactions,
    DeliveryRoutes,
    DeliveryReactions,
    NoticeRoutes,
    MandateRoutes,
    MandateReactions,
    InquiryRoutes,
    ReferenceRoutes,
    ArchiveRoutes,
    FormRoutes,
    HallFormRoutes,
    FormReactions,
    # online
    ApplicationRoutes,
    ApplicationDeskRoutes,
    ApplicationReactions,
    AttachmentRoutes,
    AttachmentReactions,
    GuessReactions,
    ProgressRoutes,
    # quality
    RatingRoutes,
    RatingReactions,
    RectificationRoutes,
    RectificationReactions,
    AppealRoutes,
    AccountabilityRoutes,
    SurveyRoutes,
    SurveyReactions,
    FindingRoutes,
    FindingReactions,
    # duty
    StaffRoutes,
    AttendanceRoutes,
    AttendanceReactions,
    WhereaboutsRoutes,
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
    RosterRoutes,
    # figures
    TallyRoutes,
    AgencyRoutes,
    SourceFigureRoutes,
    # the calendar
    CalendarRoutes,
    EditionRoutes,
    EditionReactions,
    ServiceBase,
):
    """The hall, wing by wing as its folders are (docs/architecture.md, Rooms)."""

    name = "intake"
    metadata = Base.metadata
    book = BOOK
    bearers = BEARERS
