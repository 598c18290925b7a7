"""In the background, once a day: how often each reading was right; and once, what would have been read in the past.

A new home has no history of readings. So the ends of the twelve months before are read once, each as of then, from what
is recorded now; they are marked as looked back, and no page takes them for what stood there on that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Min, QuerySet

from deeproot.engines import Tables
from deeproot_app.base import clock, jobs
from deeproot_app.record.identity.one import leaders
from deeproot_app.record.models import Interaction, Subscription
from deeproot_app.understand import due, rules
from deeproot_app.understand.health.keep import brief
from deeproot_app.understand.health.models import HealthChange, HealthCompared, HealthReading, OwnReading
from deeproot_app.understand.rules import Rules
from deeproot_app.understand.source import Source, opened

if TYPE_CHECKING:
    from deeproot.understand.health.right import Right

MONTHS: Final = 12
A_DAY: Final = timedelta(hours=23)
READ: Final = ("subscriptions", "customers")


@jobs.task
def compare_health() -> bool:
    """Compare past readings with who left, once a day; whether there was anything to do."""
    return compare(clock.now())


def compare(as_of: datetime, anew: bool = False) -> bool:
    """Look back where nobody has, compare, and keep it. Without a turn there is nothing to compare."""
    last = HealthCompared.objects.order_by("-pk").first()
    if not HealthReading.objects.filter(as_of__isnull=False).exists():
        return False
    if last is not None and not anew and last.as_of > as_of - A_DAY:
        return False
    with opened() as source:
        if last is None:
            look_back(source, as_of)
        told = _document(as_of, source) if Subscription.objects.exists() else {"as_of": as_of.isoformat()}
    with transaction.atomic():
        HealthCompared.objects.all().delete()
        HealthCompared.objects.create(as_of=as_of, document=told)
    return True


def look_back(source: Source, as_of: datetime) -> int:
    """Read the month-ends before ``as_of`` that lie before any reading kept; how many rows of history that gave."""
    inforce = rules.in_force(as_of)
    begin = Interaction.objects.aggregate(first=Min("happened_at"))["first"]
    dates = [end for end in reversed(inforce.month_ends(as_of, MONTHS)) if begin is not None and end > begin]
    if not dates:
        return 0
    known = [rules.in_force(date).touches_known for date in dates]
    HealthChange.objects.filter(looked_back=True).delete()
    return sum(
        _block(block, tables, dates, known, inforce) for block, tables in source.blocks(due.everyone())
    )  # fmt: skip


def _block(
    block: Sequence[str], tables: Tables, dates: Sequence[datetime], known: Sequence[bool], inforce: Rules
) -> int:
    from deeproot.understand.health.health import health

    wanted, before = set(block), dict[str, Any]()
    rows: list[HealthChange] = []
    for date, touches in zip(dates, known, strict=True):
        for one in health(tables, date, inforce.health, thresholds=limits(inforce), touches=touches):
            told = (one.reading, brief(one))
            # One who left is read as of that day, for ever: there is no news after it.
            if one.customer_id in wanted and one.as_of >= date and before.get(one.customer_id) != told:
                before[one.customer_id] = told
                rows.append(
                    HealthChange(customer_id=one.customer_id, at=date, reading=told[0], parts=told[1], looked_back=True)
                )
    HealthChange.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def limits(inforce: Rules) -> Any:
    """The thresholds of scenarios that the organisation changed."""
    from deeproot.understand import scenarios

    return {name: numbers for name, numbers in inforce.changed.items() if name in scenarios.BY_ID}


def _document(as_of: datetime, source: Source) -> dict[str, Any]:
    """Both comparisons, as JSON has them."""
    from deeproot.understand.risk.leaving import stays

    known = stays(source.everything(*READ))
    computed = HealthChange.objects.values_list("customer_id", "at", "reading")
    own = OwnReading.objects.filter(taken_back_at__isnull=True).values_list("customer_id", "at", "reading")
    return {
        "as_of": as_of.isoformat(),
        "computed": _told(_right(computed, known, as_of)),
        "own": _told(_right(own, known, as_of)),
        "looked_back": HealthChange.objects.filter(looked_back=True).exists(),
    }


def _right(rows: QuerySet[Any, tuple[Any, ...]], known: Any, as_of: datetime) -> Right:
    import pandas as pd

    from deeproot.understand.health.right import dates, how_right

    led = leaders()
    given = [(led.get(who, who), at, reading) for who, at, reading in rows.order_by("at", "pk").iterator(5_000)]
    frame = pd.DataFrame(given, columns=["customer_id", "at", "reading"])
    frame["at"] = [(at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for at in frame["at"]]
    first = min((at for _, at, _ in given), default=as_of)
    return how_right(frame, known, dates(as_of, first))


def _told(found: Right) -> dict[str, Any]:
    return {
        "dates": [date.isoformat() for date in found.dates],
        "left": {name: asdict(one) for name, one in found.left.items()},
        "right": asdict(found.right),
        "known": found.known,
    }
