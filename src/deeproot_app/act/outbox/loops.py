"""Never talk to oneself: how much may go by itself to one person, and in one conversation, whatever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from deeproot_app.act.models import Sending
from deeproot_app.act.outbox.course import State
from deeproot_app.record.models import Interaction

A_DAY: Final = 1
"""Automatic answers to one address within 24 hours (RFC 3834, 2)."""
A_CONVERSATION: Final = 5
"""Automatic mails in one conversation, ever."""
GONE: Final = (State.SENT, State.HANDING_OVER, State.UNCERTAIN)


def too_many(rows: Sequence[Sending], now: datetime) -> dict[int, str]:
    """Of the automatic answers among these rows those that must not go, and why. Three queries at most."""
    answers = [row for row in rows if row.automatic and row.reply_to_id]
    if not answers:
        return {}
    asked = Interaction.objects.filter(pk__in=[row.reply_to_id for row in answers])
    known = {pk: (automatic, thread) for pk, automatic, thread in asked.values_list("pk", "automatic", "thread_id")}
    threads = {thread for _, thread in known.values() if thread}
    lately = _lately([row.address for row in answers], now)
    said = _said(threads)
    found: dict[int, str] = {}
    for row in answers:
        automatic, thread = known.get(row.reply_to_id or "", (True, None))
        if automatic:
            found[row.pk] = "what it answers was written by a machine, or is not recorded"
        elif lately.get(row.address, 0) >= A_DAY:
            found[row.pk] = "they had an automatic answer within a day"
        elif said.get(thread or "", 0) >= A_CONVERSATION:
            found[row.pk] = f"{A_CONVERSATION} automatic mails went in this conversation already"
        else:
            lately[row.address] = lately.get(row.address, 0) + 1
            said[thread or ""] = said.get(thread or "", 0) + 1
    return found


def _lately(addresses: Sequence[str], now: datetime) -> dict[str, int]:
    went = Q(state__in=GONE, automatic=True, reply_to__isnull=False, handed_at__gt=now - timedelta(days=1))
    rows = Sending.objects.filter(went, address__in=addresses).values_list("address").annotate(count=Count("id"))
    return dict(rows)


def _said(threads: set[str]) -> dict[str, int]:
    went = Sending.objects.filter(state__in=GONE, automatic=True, reply_to__thread_id__in=threads)
    return dict(went.values_list("reply_to__thread_id").annotate(count=Count("id")))
