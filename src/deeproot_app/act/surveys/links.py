"""The link on which one person answers: signed, unguessable, good until it runs out or is revoked."""

from __future__ import annotations

from typing import Final

from deeproot_app.act.models import Asked
from deeproot_app.base.own_link import OwnLink

OWN: Final = OwnLink(
    Asked, "deeproot survey", "act:survey_answer", "survey.manage", "survey", ("survey", "customer", "contact")
)
