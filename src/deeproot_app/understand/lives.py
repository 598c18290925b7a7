"""What becomes of the rows of what is understood: taken out, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base.life import ANEW, OWN_ID, RECKONED, WITH_PERSON, Life
from deeproot_app.understand import models
from deeproot_app.understand.health import models as health
from deeproot_app.understand.journey import models as journey
from deeproot_app.understand.personas import models as personas
from deeproot_app.understand.risk import models as risk

RECKONED_OF_CUSTOMER: Final = Life(customer="customer", left={}, taken=WITH_PERSON, merged=ANEW, swept=RECKONED)
"""What was reckoned of a customer, explained to whoever asks what we hold of them."""

LIVES: Final[Mapping[type[Model], Life]] = {
    health.HealthReading: RECKONED_OF_CUSTOMER,
    health.HealthChange: Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    health.OwnReading: Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    health.HealthCompared: Life(),
    journey.JourneyMap: Life(),
    journey.JourneyDrawing: Life(),
    journey.JourneyVersion: Life(),
    journey.JourneyRow: RECKONED_OF_CUSTOMER,
    journey.JourneyBeside: Life(),
    journey.JourneyWalk: Life(),
    journey.JourneyNote: Life(),
    journey.JourneyPicture: Life(),
    journey.JourneyIdea: Life(),
    personas.PersonaVersion: Life(),
    personas.PersonaGiven: Life(),
    personas.PersonaOf: Life(customer="customer", left={}, taken=WITH_PERSON, merged=OWN_ID),
    personas.PersonaReading: Life(),
    personas.PersonaSuggested: RECKONED_OF_CUSTOMER,
    risk.RiskJudgement: Life(),
    risk.RiskChance: RECKONED_OF_CUSTOMER,
    models.Turn: Life(),
    models.Understanding: RECKONED_OF_CUSTOMER,
    models.Figure: RECKONED_OF_CUSTOMER,
    models.Finding: RECKONED_OF_CUSTOMER,
    models.CompanyFigure: Life(searched=False),
    models.FindingCount: Life(searched=False),
}
