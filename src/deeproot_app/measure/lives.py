"""What becomes of the rows of what is measured: taken out, erased, merged, swept (`base.life`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Model

from deeproot_app.base.life import ANEW, RECKONED, WITH_PERSON, Life
from deeproot_app.measure import models

OF_CUSTOMER: Final = Life(customer="customer", left={}, taken=WITH_PERSON, merged=ANEW, swept=RECKONED)

LIVES: Final[Mapping[type[Model], Life]] = {
    models.Reckoned: Life(swept=RECKONED),
    models.MonthTold: Life(searched=False),
    models.CustomerWorth: OF_CUSTOMER,
    models.CustomerLoyalty: OF_CUSTOMER,
    models.CustomerGain: OF_CUSTOMER,
}
