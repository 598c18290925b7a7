"""A mail with its envelope, as it is handed over by whatever way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from deeproot_app.channels.email.sending.compose import Outgoing, composed


@dataclass
class Parcel:
    """A mail with its envelope."""

    mail: Outgoing
    sender: str
    """To whom reports of failure go."""
    key: str
    """What comes back with reports, where the server knows of that."""

    @cached_property
    def raw(self) -> bytes:
        return composed(self.mail)
