"""What becomes of the rows of base: what it did and queued may name whom it was for (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base import models
from deeproot_app.base.life import OWN_ID, WITH_PERSON, Life

LIVES: Final[Mapping[type[Model], Life]] = {
    models.Audit: Life(
        row=("about_type", "about_id"),
        left={},
        outlives={},
        taken=WITH_PERSON,
        merged=OWN_ID,
        swept="trim_trail, by the term audit, where one was set",
    ),
    models.Job: Life(swept="throw_away, by the term jobs"),
    models.Worker: Life(searched=False, swept="throw_away, after a day"),
    models.Due: Life(searched=False),
    models.Organisation: Life(searched=False),
    models.KeepingTerm: Life(searched=False),
    models.User: Life(searched=False, secret=("password",)),
    models.SignInLink: Life(searched=False, secret=("token_hash",), swept="throw_away, by the term jobs"),
}
