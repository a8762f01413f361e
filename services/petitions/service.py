"""The service class of *petitions*: its rooms on the common base."""

from libs.common.service import ServiceBase
from services.petitions.base import Base
from services.petitions.dispatch.routes import DispatchRoutes
from services.petitions.handling.routes import HandlingRoutes
from services.petitions.limits.reactions import LimitReactions
from services.petitions.register.routes import RegisterRoutes


class Service(RegisterRoutes, DispatchRoutes, HandlingRoutes, LimitReactions, ServiceBase):
    name = "petitions"
    metadata = Base.metadata
