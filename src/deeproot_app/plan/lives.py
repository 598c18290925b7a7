"""What becomes of the rows of what is planned: taken out, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base.life import ANEW, OWN_ID, RECKONED, WITH_PERSON, Life
from deeproot_app.plan import models

LIVES: Final[Mapping[type[Model], Life]] = {
    models.Item: Life(
        customer="customer",
        left={},
        quotes={"headline": "", "next_step": "", "offer": None},
        taken=WITH_PERSON,
        merged=ANEW,
        swept=RECKONED,
    ),
    models.Decision: Life(customer="item__customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    models.Shelved: Life(),
    models.StoredFile: Life(),
    models.Edition: Life(),
    models.Fit: Life(customer="customer", left={}, merged=ANEW, swept=RECKONED),
    models.Capacity: Life(),
    models.Suggested: Life(customer="customer", left={}, merged=ANEW, swept=RECKONED),
    models.PolicyLimits: Life(),
    models.Override: Life(customer="customer_id", contact="contact_id", taken=WITH_PERSON, merged=OWN_ID),
    models.Programme: Life(),
    models.ProgrammeVersion: Life(),
    models.Simulation: Life(),
}
