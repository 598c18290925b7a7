"""Own readings in the sample company: where its people know what the record does not, and where they agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from deeproot_app.cli._sample import people
from deeproot_app.understand.health import own
from deeproot_app.understand.health.models import HealthReading

OTHERWISE: Final = {
    "good": ("uneasy", "Their new director asked twice what we cost; nothing of it is in writing."),
    "bad": ("good", "We had lunch last week: they are glad of how we made it good, and told others so."),
    "uneasy": ("bad", "Two of the three who wanted us have left their company."),
}
ALIKE: Final = {
    "good": "They call when something is unclear, and thank us when it is not.",
    "bad": "They say it themselves: too many promises, too few kept.",
    "uneasy": "Polite, but short; it was warmer in spring.",
}
OF_EACH: Final = 4
"""So many of each computed reading; every second one is read otherwise."""


def load(until: datetime) -> int:
    """Say how it is with some customers; return with how many."""
    count = 0
    for reading, (other, why) in OTHERWISE.items():
        rows = HealthReading.objects.filter(reading=reading, customer__left_at__isnull=True).order_by("pk")
        for place, (customer, owner) in enumerate(rows.values_list("pk", "customer__owner")[:OF_EACH]):
            said, reason = (other, why) if place % 2 == 0 else (reading, ALIKE[reading])
            at = until - timedelta(days=3 + 7 * place, hours=count)
            own.say(people.of(owner), customer, said, reason, at)
            count += 1
    return count
