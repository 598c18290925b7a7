"""Promises that a mail delivers, as whoever sent it said, are kept once it has left."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.http import Http404

from deeproot_app.act.models import Sending
from deeproot_app.act.outbox.keys import interaction_id
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit
from deeproot_app.record import promises


def keep_promises(delivered: Iterable[tuple[Sending, list[str]]]) -> None:
    """Say of these promises that they were kept, when and in which mail; in the transaction at hand.

    It is the word of whoever sent the mail, and can be undone like any. What somebody settled meanwhile, or is gone,
    stays as it is.
    """
    for row, kept in delivered:
        actor, at = _who(row), (row.handed_at or row.queued_at).replace(microsecond=0)
        for promise in kept:
            with suppress(UserError, Http404), transaction.atomic():
                promises.keep(actor, promise, at, kept_in=interaction_id(row.message_id))


def _who(row: Sending) -> access.Actor:
    """Who queued the mail, by the trail; the system itself where they are gone."""
    traces = Audit.objects.filter(act="mail.queue", about_type="sending", about_id=str(row.pk)).select_related("user")
    trace = traces.first()
    return trace.user if trace is not None and trace.user is not None and trace.user.is_active else access.UNASKED
