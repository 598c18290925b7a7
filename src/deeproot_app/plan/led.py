"""What was understood and planned of ids that another leads now: it goes, for the one that leads has it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot_app.plan import items
from deeproot_app.understand.health.models import HealthReading
from deeproot_app.understand.models import Figure, Finding, Understanding

AT_ONCE: Final = 1_000


def let_go_of_led(as_of: datetime) -> int:
    """Take away what is stored under ids that another leads; return of how many. Nothing of it is the record's.

    Items about which somebody decided are kept, as they are of any reason that is gone.
    """
    found = list(
        Understanding.objects.filter(customer__merged_into__isnull=False).values_list("customer_id", flat=True)
    )
    for start in range(0, len(found), AT_ONCE):
        _let_go(found[start : start + AT_ONCE], as_of)
    return len(found)


def _let_go(customers: Sequence[str], as_of: datetime) -> None:
    with transaction.atomic():
        for model in (Figure, Finding, HealthReading, Understanding):
            model._default_manager.filter(customer_id__in=customers).delete()
        items.refresh(customers, [], as_of)
