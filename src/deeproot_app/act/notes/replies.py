"""When a customer writes, by whatever door, whoever looks after them is told: found among what was newly recorded.

It costs the change: what the record numbered since the last look (`RecordSequence`), and of that what the customer
said. Killed at any moment, the next look begins where the last one ended, and nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot_app.act.briefs.people import who_sees
from deeproot_app.act.models import Notice, Watermark
from deeproot_app.act.notes import notices
from deeproot_app.base import clock, jobs
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Case, Interaction

NAME: Final = "replies"
NUMBERS: Final = 20_000
"""How many changes of the record are looked at in one transaction."""
NEWS: Final = timedelta(days=2)
"""What was said longer ago than this before it was recorded is no news: an import of last year tells nobody."""
NO_WORDS: Final = ("usage", "purchase")
"""Channels by which nobody says anything."""


@jobs.task
def hear_replies() -> int:
    """Tell whoever looks after them of each customer who wrote since the last look; how many messages that were."""
    found, more, now = 0, True, clock.now()
    while more:
        with transaction.atomic():
            mark, made = Watermark.objects.select_for_update().get_or_create(
                name=NAME, defaults={"upto_seq": changes.last()}
            )
            last = changes.last()
            upto, more = min(last, mark.upto_seq + NUMBERS), last > mark.upto_seq + NUMBERS
            if made or upto == mark.upto_seq:
                break
            found += _tell(_said(mark.upto_seq, upto, now))
            Watermark.objects.filter(pk=NAME).update(upto_seq=upto)
    return found


def _said(after: int, upto: int, now: datetime) -> list[Interaction]:
    rows = Interaction.objects.filter(recorded_seq__gt=after, recorded_seq__lte=upto, direction="in", automatic=False)
    rows = rows.filter(happened_at__gt=now - NEWS).exclude(channel__in=NO_WORDS)
    return list(rows.select_related("customer__merged_into").order_by("recorded_seq", "pk"))


def _tell(rows: Sequence[Interaction]) -> int:
    """Their owner is told, and whose case it is in."""
    if not rows:
        return 0
    owners = dict(Case.objects.filter(pk__in={row.case_id for row in rows if row.case_id}).values_list("pk", "owner"))
    members = {row.pk: {row.customer.leader.owner_id, owners.get(row.case_id or "")} - {None} for row in rows}
    wanted = {one for some in members.values() for one in some}
    users = {user.member_id: user for user in User.objects.filter(is_active=True, member_id__in=wanted)}
    sees = who_sees(row.customer for row in rows)
    told = [
        Notice(
            user=user, what=Notice.What.REPLY, key=f"reply:{row.pk}", thread=f"reply:{row.thread_id or row.pk}",
            customer=row.customer.leader, interaction_id=row.pk, at=clock.now(),
        )
        for row in rows
        for user in (users[one] for one in members[row.pk] if one in users)
        if sees(user, row.customer)
    ]  # fmt: skip
    notices.tell_all(told)
    return len(rows)
