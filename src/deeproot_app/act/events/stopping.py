"""Reminders that wait are called back: the guest does not come, or the event changed."""

from __future__ import annotations

from typing import Final

from deeproot_app.act.models import Event, Guest, Sending
from deeproot_app.act.outbox import acts
from deeproot_app.base import access

NOT_LEFT: Final = (Sending.State.QUEUED, Sending.State.WAITING, Sending.State.CLAIMED)


def stop(event: Event, guest: Guest | None = None) -> int:
    """Call back reminders of an event that have not left, or one guest's, in the transaction at hand; tell how many.

    They may be reminded again: when the event was put on again, or they come after all.
    """
    rows = event.guests.filter(reminder__state__in=NOT_LEFT)
    waiting = dict((rows.filter(pk=guest.pk) if guest else rows).values_list("pk", "reminder"))
    gone = acts.cancel_all(access.UNASKED, waiting.values(), "the event changed, or the guest does not come")
    back = [pk for pk, sending in waiting.items() if sending in gone]
    Guest.objects.filter(pk__in=back).update(reminder=None)
    return len(back)
