"""What holds for cameras. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from libs.common.errors import Refused

KEEP: Final = timedelta(days=400)
"""How long gaps and references to pictures are kept; counts themselves are facts of *reporting*."""
SNAPSHOT_PATIENCE: Final = 30.0
"""Real seconds in which an agent may take the picture that was asked for; later it would show another moment."""
LARGEST_SNAPSHOT: Final = 5 * 1024 * 1024
"""Bytes of the picture that a reference may point to."""
REFERENCE: Final = r"^(https?://[^\s\x00-\x1f]+|/[^\s\x00-\x1f]+)\Z"
"""An address or a path: never the picture itself in some disguise (``data:``)."""


class NotCamera(Refused):
    code, title, status = "not_a_camera", "该终端不是摄像头", 422
