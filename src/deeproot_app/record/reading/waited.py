"""Letters that nobody answered for two weeks are read again: when they were read, an answer could still come."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from deeproot.read.message import VERSION
from deeproot_app.record.models import Interaction, Text
from deeproot_app.record.reading.places import STILL_OPEN


def wait_no_more(since: datetime, now: datetime) -> int:
    """Have the letters read again whose two weeks ended on a day after that of ``since``, up to that of ``now``.

    Only those that end their thread, and that the present reader has read; gives how many. Nothing is looked up where
    both are of one day (UTC), else it is one look through the record; done twice it comes to the same.
    """
    first, last = _day(since), _day(now)
    if first >= last:
        return 0
    mine = {name: OuterRef(f"interaction__{name}") for name in ("customer_id", "thread_id")}
    later = Interaction.objects.filter(**mine, happened_at__gt=OuterRef("interaction__happened_at"), automatic=False)
    left = Text.objects.filter(
        ~Exists(later.exclude(direction="internal")),
        read_by=VERSION,
        interaction__direction="in",
        interaction__automatic=False,
        interaction__thread_id__isnull=False,
        interaction__read_from_text__isnull=False,
        interaction__happened_at__gt=first - STILL_OPEN,
        interaction__happened_at__lte=last - STILL_OPEN,
    )
    return left.update(read_by=None)


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
