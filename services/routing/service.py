"""The service class of *routing*: its rooms on the common base."""

from libs.common.service import ServiceBase
from services.routing.agents.routes import AgentRoutes
from services.routing.base import Base
from services.routing.delegations.reactions import DelegationReactions
from services.routing.delegations.routes import DelegationRoutes
from services.routing.territory.routes import TerritoryRoutes


class Service(TerritoryRoutes, AgentRoutes, DelegationRoutes, DelegationReactions, ServiceBase):
    name = "routing"
    metadata = Base.metadata
