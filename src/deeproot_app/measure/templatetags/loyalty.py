"""What the pages of loyalty say about their own things."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from deeproot.measure.loyalty.found import Loyalty
from deeproot.measure.loyalty.moment import Sign
from deeproot_app.act.models import AmbassadorAsk, Referral
from deeproot_app.base.elements.words import badge, moment
from deeproot_app.measure.loyalty import words
from deeproot_app.record.models import Customer

register = template.Library()
FAVOUR_TONES = {"asked": "info", "yes": "good", "no": "bad", "none": "warn"}


@register.simple_tag
def level_badge(level: str) -> str:
    """How high a part is."""
    return badge(words.LEVELS[level], words.TONES[level], dot=True)


@register.filter
def level_of(part: str, one: Loyalty) -> str:
    """The level of that part of one customer."""
    return str(getattr(one, part).level)


@register.simple_tag
def standing_badge(standing: str) -> str:
    """What the three parts say together."""
    return badge(words.STANDINGS[standing], words.STANDING_TONES[standing])


@register.simple_tag
def staying_badge(state: str) -> str:
    """How they stay."""
    return badge(words.STAYINGS[state], {"ends_soon": "warn", "left": "bad"}.get(state, ""))


@register.simple_tag
def favour_badge(row: AmbassadorAsk) -> str:
    """What became of an asking."""
    return badge(row.get_state_display().lower(), FAVOUR_TONES.get(row.state, ""), dot=True)


@register.simple_tag(takes_context=True)
def iso_day(context: Context, value: str | None) -> str:
    """The day of a moment that is kept as text."""
    return moment(context, datetime.fromisoformat(value) if value else None, "day")


def _story(customer: Customer, interaction: str) -> str:
    at = urlencode({"at": interaction})
    return f"{reverse('desk:customer', args=[customer.pk])}?{at}#{interaction}"


@register.simple_tag
def sign_link(customer: Customer, sign: Sign) -> str:
    """What speaks for asking now, with the way to where it was said; a promise is found in the story by itself."""
    if sign.what == "kept_promise" or not sign.evidence:
        return sign.says
    return format_html('<a href="{}">{}</a>', _story(customer, sign.evidence), sign.says)


@register.simple_tag
def reason_link(customer: Customer, reason: Mapping[str, Any]) -> str:
    """Why they are a candidate, with the way to the latest row that says so."""
    latest = next((one for one in reason["evidence"] if not one.startswith(("referral:", "favour:"))), None)
    to = _story(customer, latest) if latest else reverse("measure:loyalty_of", args=[customer.pk])
    return format_html('<a href="{}">{}</a>', to, reason["says"])


@register.simple_tag
def told_fact(name: str) -> str:
    """A fact that no interaction says by itself, with the way to the ledger that does."""
    what, _, number = name.partition(":")
    if what == "referral":
        return format_html('<a href="{}">Referral {}</a>', reverse("measure:referrals"), number)
    if what == "favour":
        return format_html('<a href="{}">A favour they said yes to</a>', reverse("measure:favours"))
    return "A row that was taken away since"


@register.simple_tag
def brought_name(row: Referral, seen: Collection[str]) -> str:
    """Whom they told: the customer who came, whoever is none yet, or that it is one whom the reader may not see."""
    if row.brought is None:
        return format_html("{} {}", row.name or row.email, badge("no customer yet"))
    leader = row.brought.leader
    if leader.pk not in seen:
        return "a customer whom somebody else looks after"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("desk:customer", args=[leader.pk]), leader.name)


@register.simple_tag
def stayed(found: Mapping[str, Any]) -> str:
    """The share that stayed, between which bounds, of how many; or why nothing is said."""
    if found["stayed"] is None:
        return format_html('{} <span class="quiet">too few, or not watched for a year</span>', found["customers"])
    return format_html(
        '{}% <span class="quiet nowrap">({}% to {}%, of {})</span>', round(found["stayed"] * 100),
        round(found["low"] * 100), round(found["high"] * 100), found["customers"],
    )  # fmt: skip
