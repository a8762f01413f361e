"""The service class of *petitions*: its rooms on the common base."""

from libs.common.editions.reactions import EditionReactions
from libs.common.editions.routes import EditionRoutes
from libs.common.service import ServiceBase
from services.petitions.base import Base
from services.petitions.calendar.reactions import CalendarReactions
from services.petitions.calendar.tables import BOOK
from services.petitions.dispatch.routes import DispatchRoutes
from services.petitions.handling.routes import HandlingRoutes
from services.petitions.limits.following import OpenPetitions
from services.petitions.limits.reactions import LimitReactions
from services.petitions.register.routes import RegisterRoutes


class Service(
    RegisterRoutes,
    DispatchRoutes,
    HandlingRoutes,
    LimitReactions,
    CalendarReactions,
    EditionRoutes,
    EditionReactions,
    ServiceBase,
):
    name = "petitions"
    metadata = Base.metadata
    book = BOOK
    bearers = (OpenPetitions(),)
