"""The service class of *reporting*: its rooms on the common base."""

from libs.common.service import ServiceBase
from services.reporting.base import Base
from services.reporting.facts.reactions import FactReactions
from services.reporting.figures.routes import FigureRoutes


class Service(FactReactions, FigureRoutes, ServiceBase):
    name = "reporting"
    metadata = Base.metadata
