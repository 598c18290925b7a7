"""What becomes of the rows of what programs asked and were told: taken out, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.api import models
from deeproot_app.base.life import ANEW, OWN_ID, RECKONED, WITH_PERSON, Life

MONTH: Final = "throw_away_events, by the term events"

LIVES: Final[Mapping[type[Model], Life]] = {
    models.CalendarLink: Life(searched=False, secret=("nonce",)),
    models.Token: Life(searched=False, secret=("token_hash",)),
    models.Answered: Life(swept="throw_away_answers, after a day"),
    models.Endpoint: Life(searched=False, secret=("sealed", "sealed_before")),
    models.Event: Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID, swept=MONTH),
    models.Delivery: Life(customer="event__customer", left={}, taken=WITH_PERSON, merged=OWN_ID, swept=MONTH),
    models.Standing: Life(customer="customer", left={}, merged=ANEW, swept=RECKONED),
    models.Told: Life(searched=False),
}
