"""A guest's own link: signed, unguessable, good until it is revoked or the guest is gone."""

from __future__ import annotations

from typing import Final

from deeproot_app.act.events import planned
from deeproot_app.act.models import Guest
from deeproot_app.base.own_link import OwnLink

OWN: Final = OwnLink(Guest, "deeproot event", "act:invitation", planned.ACT, "event", ("event", "customer", "contact"))
