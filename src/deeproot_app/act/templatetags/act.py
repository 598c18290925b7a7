"""Words for the pages of acting."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.template.context import Context

from deeproot_app.act.calls.listed import Entry
from deeproot_app.act.models import Mending
from deeproot_app.act.slips.listed import APART, Gap
from deeproot_app.base import access, clock
from deeproot_app.record.models import Interaction

register = template.Library()

BY_KIND = {
    "pitch": "We offered something", "renewal": "We asked them to renew", "value": "We gave something of use",
    "care": "We asked how they are", "answer": "We answered", "holding": "We asked them to wait",
    "appreciation": "We thanked them", "admin": "Paperwork", "miss_you": "We said that we miss them",
    "question": "They asked", "request": "They asked for something", "complaint": "They complained",
    "praise": "They praised us", "thanks": "They thanked us", "cancel": "They want to leave",
    "hardship": "They told us that times are hard", "all_great": "They said that all is great",
    "feedback": "They told us what they think", "note": "A note among us", "handover": "Handed over among us",
    "brief": "One of us read the brief",
}  # fmt: skip
BY_DIRECTION = {"in": "They wrote", "out": "We wrote", "both": "We spoke", "internal": "Among us"}


@register.simple_tag(takes_context=True)
def may(context: Context, act: str) -> bool:
    """Whether the reader may do this act: a button that leads to a refusal is not shown."""
    return access.allows(context["request"].user, act)


@register.filter
def passed(row: Interaction) -> str:
    """What an interaction is called from our own seat."""
    return BY_KIND.get(row.kind or "") or BY_DIRECTION.get(row.direction, "Something passed")


@register.filter
def side(row: Interaction) -> str:
    """Who spoke."""
    ours = row.member.name if row.member else ""
    theirs = str(row.contact) if row.contact else ""
    return (
        theirs
        if row.direction == "in"
        else " and ".join(filter(None, (ours, theirs if row.direction == "both" else "")))
    )


@register.filter
def tel(phone: str) -> str:
    """A telephone number as a link's target (RFC 3966)."""
    kept = "".join(each for each in phone if each.isdigit() or each == "+")
    return f"tel:{kept}"


@register.filter
def there(entry: Entry) -> list[tuple[str, str]]:
    """What time it is where they may be: (zone, time of day)."""
    now = clock.now()
    zones = entry.permit.window.zones if entry.permit else ()
    return [(zone.replace("_", " "), f"{now.astimezone(ZoneInfo(zone)):%a %H:%M}") for zone in zones]


@register.filter
def from_moment(entry: Entry) -> datetime | None:
    """From when on they may be called: their hours, and the moment that was agreed on."""
    opens = entry.permit.window.opens_at if entry.permit else None
    moments = [moment for moment in (opens, entry.not_before) if moment is not None]
    return max(moments, default=None)


PLACES = {
    "again": "Explained again, from {whose} to {by}",
    "case": "Cases of {whose}, answered by {by}",
    "promise": "Promises of {whose}, kept by {by}",
}
WITHIN = {
    "again": "Explained again within {whose}",
    "case": "Cases of a colleague, answered within {whose}",
    "promise": "Promises of a colleague, kept within {whose}",
}


@register.filter
def place(row: Gap | Mending) -> str:
    """A gap between us, in words: what slips, and between which teams."""
    what, whose, by = (*row.place.split(APART), "", "")[:3]
    says = WITHIN if whose and whose == by else PLACES
    return says.get(what, "{whose}").format(whose=whose or "those in no team", by=by or "those in no team")
