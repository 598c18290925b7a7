"""An event as a file for calendars (RFC 5545).

It is published, not requested (RFC 5546): the answer is given on the guest's page, so no calendar program mails one to
an address that nobody reads. Its UID stays and its SEQUENCE rises, so that a later file replaces an earlier one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from deeproot_app.act.models import Event
from deeproot_app.base import address


def calendar(event: Event, url: str, *, comes: bool) -> bytes:
    """The file. The address at which it is joined stands in it only for whoever comes; ``url`` leads to their page."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    whole = Calendar()
    whole.add("prodid", "-//Deeproot//Events//EN")
    whole.add("version", "2.0")
    whole.add("method", "CANCEL" if event.state == Event.State.CANCELLED else "PUBLISH")
    entry = Entry()
    entry.add("uid", uid(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    joined = event.link if comes else ""
    if where := event.place or joined:
        entry.add("location", where)
    entry.add("description", "\n\n".join(filter(None, [event.says, joined, url])))
    entry.add("url", url)
    entry.add("status", "CANCELLED" if event.state == Event.State.CANCELLED else "CONFIRMED")
    whole.add_component(entry)
    return bytes(whole.to_ical())


def uid(event: Event) -> str:
    """What calendars know it by, for good."""
    return f"event-{event.pk}-{event.made_at:%Y%m%d%H%M%S}@{urlsplit(address.base()).hostname or 'deeproot.invalid'}"
