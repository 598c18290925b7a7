"""One text that the reader stumbles over holds up no other: it says nothing, and the log tells which it was."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from deeproot_app.record.reading.unread import Message

Found = TypeVar("Found")
log = logging.getLogger(__name__)


def attempt(message: Message, read: Callable[[], Found], otherwise: Found) -> Found:
    """What ``read`` finds in a message; ``otherwise`` where it fails."""
    try:
        return read()
    except Exception:
        log.exception("The text of %s could not be read; it counts as saying nothing.", message.interaction_id)
        return otherwise
