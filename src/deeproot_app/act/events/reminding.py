"""Reminders before an event: once a guest, past the gate, and none after a no, a change, or when it was called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from deeproot.plan.policy import Touch
from deeproot_app.act.drafts import spoken
from deeproot_app.act.events import words
from deeproot_app.act.events.links import OWN
from deeproot_app.act.events.planned import LONGEST_BEFORE
from deeproot_app.act.events.stopping import NOT_LEFT
from deeproot_app.act.models import Event, Guest, Sending
from deeproot_app.act.outbox import Mail, acts, queue_many
from deeproot_app.base import access, clock, jobs
from deeproot_app.base.models import Organisation
from deeproot_app.plan import gate

AT_ONCE: Final = 500
Moment = datetime


@jobs.task
def remind_due() -> int:
    """Remind whoever is due; give how many mails that makes. What waits for an event that has begun is called back."""
    now = clock.now()
    _let_go_of_begun(now)
    return sum(remind(event, now) for event in _near(now))


def _near(now: Moment) -> list[Event]:
    rows = Event.objects.filter(state=Event.State.PLANNED, remind_hours__isnull=False, starts_at__gt=now)
    return [row for row in rows.filter(starts_at__lte=now + timedelta(hours=LONGEST_BEFORE)) if due_from(row) <= now]


def due_from(event: Event) -> Moment:
    """From when on its guests are reminded."""
    return event.starts_at - timedelta(hours=event.remind_hours or 0)


def remind(event: Event, now: Moment) -> int:
    """Queue a reminder for each guest of an event who is due and got none; give how many.

    Whoever was invited, or answered, only after that hour needs none. Whom the gate lets us reach only when it has
    begun gets none.
    """
    rows = list(_due(event))
    languages = spoken.languages(list({row.customer_id: row.customer for row in rows}.values()))
    speaker = spoken.speakers([event.host_id]).get(event.host_id or "", spoken.Speaker("", Organisation.get().name))
    count = 0
    for start in range(0, len(rows), AT_ONCE):
        part = _in_time(event, rows[start : start + AT_ONCE], now)
        mails = {row.pk: _mail(event, row, speaker, languages[row.customer_id], now) for row in part}
        count += _queue(event, part, mails, now)
    return count


@transaction.atomic
def _queue(event: Event, part: Sequence[Guest], mails: Mapping[int, Mail], now: Moment) -> int:
    """Queue the mails of those who are due still: whoever answers, or changes the event, does so before or after."""
    held = Event.objects.select_for_update().get(pk=event.pk)
    if (held.state, held.sequence) != (event.state, event.sequence) or held.remind_hours != event.remind_hours:
        return 0
    due = set(_due(held).filter(pk__in=list(mails)).values_list("pk", flat=True))
    still = [row for row in part if row.pk in due]
    for row, sending in zip(still, queue_many(access.UNASKED, [mails[row.pk] for row in still]), strict=True):
        row.reminder = sending
    Guest.objects.bulk_update(still, ["reminder"], batch_size=AT_ONCE)
    return len(still)


def _due(event: Event) -> QuerySet[Guest]:
    since = due_from(event)
    answered = Q(answer__in=(Guest.Answer.YES, Guest.Answer.MAYBE), answered_at__lte=since)
    silent = Q(answer="", sending__state=Sending.State.SENT, sending__settled_at__lte=since)
    rows = event.guests.filter(answered | silent, reminder=None).exclude(contact=None)
    rows = rows.exclude(contact__email=None).exclude(contact__email="")
    return rows.select_related("customer", "contact").order_by("pk")


def _in_time(event: Event, rows: Sequence[Guest], now: Moment) -> list[Guest]:
    """Those whom the gate lets us reach before it begins, or never: of these the outbox tells why."""
    said = gate.decide([_touch(event, row) for row in rows], now)
    return [
        row for row, one in zip(rows, said, strict=True) if one.lifts_at is None or one.lifts_at < event.starts_at
    ]  # fmt: skip


def _touch(event: Event, row: Guest) -> Touch:
    """Who said that they come, or may, is told of what they agreed to; who said nothing is invited once more."""
    kind = "admin" if row.answer else event.kind
    return Touch(row.customer_id, row.contact_id, event.host_id, "email", kind, automatic=True, personal=False)


def _mail(event: Event, row: Guest, speaker: spoken.Speaker, language: str, now: Moment) -> Mail:
    assert row.contact is not None
    greeting = speaker.greets(row.contact.name or "", language)
    text = words.reminder(
        event, language, greeting, speaker.signs(language), OWN.link(row), now, answered=bool(row.answer)
    )  # fmt: skip
    return Mail(_occasion(event, row), _touch(event, row), *text)


def _occasion(event: Event, row: Guest) -> str:
    """One for a guest as the event stands and as they answered: a reminder that was called back may be due again."""
    answered = int(row.answered_at.timestamp()) if row.answered_at else 0
    return f"event:{event.pk}:reminder:{event.sequence}:{answered}"


def _let_go_of_begun(now: Moment) -> None:
    rows = Guest.objects.filter(event__starts_at__lte=now, event__starts_at__gt=now - timedelta(days=7))
    waiting = rows.filter(reminder__state__in=NOT_LEFT).values_list("reminder", flat=True)
    with transaction.atomic():
        acts.cancel_all(access.UNASKED, list(waiting), "the event has begun")
