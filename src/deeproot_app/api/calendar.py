"""The calendar of due promises (RFC 5545): who has the link reads it, as the person whose link it is.

A promise that is due on a day stands on that day, all of it; one that is due at a time stands at that moment, in UTC,
so that every calendar shows it in its own zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Final
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from deeproot_app.api.models import CalendarLink
from deeproot_app.base import access, address, audit, clock
from deeproot_app.base.models import Organisation, User
from deeproot_app.record.models import Promise
from deeproot_app.understand import promises

SIGNER: Final = Signer(salt="deeproot.calendar", sep=".")
PAST: Final = timedelta(days=90)
"""What is overdue for longer is on Today, and in nobody's calendar."""
MOST: Final = 2_000
SHOWN: Final = 200
"""Characters of a promise in the title of its event."""
HALF_AN_HOUR: Final = timedelta(minutes=30)


def make(user: User) -> str:
    """A fresh link's address; every earlier one of theirs stops working."""
    access.require(user, "tokens.manage")
    with transaction.atomic():
        CalendarLink.objects.update_or_create(user=user, defaults={"nonce": token_hex(16), "made_at": clock.now()})
        audit.write(user, "calendar.link", user)
    return link_of(user)


def revoke(user: User) -> None:
    """Let the link lead nowhere."""
    access.require(user, "tokens.manage")
    with transaction.atomic():
        if CalendarLink.objects.filter(user=user).delete()[0]:
            audit.write(user, "calendar.revoke", user)


def link_of(user: User) -> str:
    """The whole address of the person's link; "" where they have none."""
    found = CalendarLink.objects.filter(user=user).first()
    return address.of(reverse("api:calendar", args=[SIGNER.sign(found.nonce)])) if found else ""


def owner(signed: str) -> User | None:
    """Whose link this is; None for one that is not good, whyever."""
    try:
        nonce = SIGNER.unsign(signed)
    except BadSignature:
        return None
    link = CalendarLink.objects.select_related("user").filter(nonce=nonce, user__is_active=True).first()
    return link.user if link else None


def due_promises(user: User, now: datetime) -> list[Promise]:
    """What this person promised and is open; all that they may see, where they never promise anything themselves."""
    found = access.customers(user, promises.in_state("open", now), "customer").filter(Q(due__gte=now - PAST))
    if user.member_id:
        found = found.filter(member_id=user.member_id)
    return list(found.select_related("customer", "member").order_by(F("due").asc(), "promise_id")[:MOST])


def feed(user: User, now: datetime) -> bytes:
    """The calendar. The same promises give the same bytes."""
    from icalendar import Calendar, vDuration

    ours = Organisation.get().timezone or "UTC"
    zones = [ZoneInfo(name) for name in dict.fromkeys((user.timezone or ours, ours, "UTC"))]
    calendar = Calendar()
    calendar.add("prodid", "-//Deeproot//Due promises//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Due promises")
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), {"VALUE": "DURATION"})
    for promise in due_promises(user, now):
        calendar.add_component(_event(promise, zones, now))
    return bytes(calendar.to_ical())


def _event(promise: Promise, zones: Sequence[ZoneInfo], now: datetime):  # type: ignore[no-untyped-def]
    from icalendar import Event

    due: datetime = promise.due  # type: ignore[attr-defined]
    event = Event()
    event.add("uid", f"{sha256(promise.pk.encode()).hexdigest()[:32]}@promises.deeproot")
    event.add("dtstamp", promise.made_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", promise.recorded_seq % 2**31)
    event.add("summary", f"{promise.customer.name}: {' '.join(promise.text.split())[:SHOWN]}")
    event.add("description", "\n".join(_says(promise, due <= now)))
    event.add("url", address.of(reverse("desk:customer", args=[promise.customer_id])))
    event.add("transp", "TRANSPARENT")
    if (day := whole_day(due, zones)) is not None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", due.astimezone(UTC).replace(microsecond=0))
        event.add("dtend", (due.astimezone(UTC) + HALF_AN_HOUR).replace(microsecond=0))
    return event


def _says(promise: Promise, overdue: bool) -> Iterable[str]:
    yield f"“{promise.text}”"
    yield f"Promised by {promise.member.name if promise.member else 'somebody'} on {promise.made_at:%Y-%m-%d}."
    if promise.holding:
        yield f"Put off {len(promise.holding)} time{'s' if len(promise.holding) > 1 else ''}."
    if overdue:
        yield "It is overdue."


def whole_day(due: datetime, zones: Iterable[ZoneInfo]) -> date | None:
    """The day of one of the zones on which it is due, where no time of day was said: it lasts to its end. Else None.

    "By Friday" is kept until the last minute of Friday; a file that gives a day alone gives its first instant.
    """
    for zone in zones:
        here = due.astimezone(zone)
        if (here.hour, here.minute) == (23, 59) or (here.hour, here.minute, here.second) == (0, 0, 0):
            return here.date()
    return None
