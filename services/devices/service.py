"""The *devices* service: terminals over MQTT on one side, events on the other."""

from __future__ import annotations

from libs.common.service import ServiceBase
from services.devices.access.routes import AccessRoutes
from services.devices.announcements.routes import AnnouncementRoutes
from services.devices.base import Base
from services.devices.boards.reactions import BoardReactions
from services.devices.boards.routes import BoardRoutes
from services.devices.calls.reactions import CallReactions
from services.devices.calls.routes import CallRoutes
from services.devices.cameras.reactions import CameraReactions
from services.devices.cameras.routes import CameraRoutes
from services.devices.commands.reactions import CommandReactions
from services.devices.commands.routes import CommandRoutes
from services.devices.configuration.routes import ConfigurationRoutes
from services.devices.emergencies.reactions import EmergencyReactions
from services.devices.emergencies.routes import EmergencyRoutes
from services.devices.faults.routes import FaultRoutes
from services.devices.firmware.routes import FirmwareRoutes
from services.devices.fleet.reactions import FleetReactions
from services.devices.pairing.reactions import PairingReactions
from services.devices.pairing.routes import PairingRoutes
from services.devices.presence.reactions import PresenceReactions
from services.devices.presence.routes import PresenceRoutes
from services.devices.registry.reactions import RegistryReactions
from services.devices.registry.routes import RegistryRoutes
from services.devices.signage.reactions import SignageReactions
from services.devices.signage.routes import SignageRoutes
from services.devices.speech.reactions import SpeechReactions
from services.devices.speech.routes import SpeechRoutes
from services.devices.uplink.reactions import UplinkReactions
from services.devices.uplink.routes import UplinkRoutes


class Service(
    AccessRoutes,
    RegistryRoutes,
    RegistryReactions,
    PairingRoutes,
    PairingReactions,
    ConfigurationRoutes,
    FleetReactions,
    UplinkReactions,
    UplinkRoutes,
    PresenceReactions,
    PresenceRoutes,
    FirmwareRoutes,
    CommandReactions,
    CommandRoutes,
    BoardReactions,
    BoardRoutes,
    CallReactions,
    CallRoutes,
    SpeechRoutes,
    SpeechReactions,
    SignageRoutes,
    SignageReactions,
    EmergencyRoutes,
    EmergencyReactions,
    AnnouncementRoutes,
    CameraRoutes,
    CameraReactions,
    FaultRoutes,
    ServiceBase,
):
    name = "devices"
    metadata = Base.metadata
