"""The page that a customer may see and answer on. On a signed link, without sign-in; looking changes nothing.

No cookie is set or needed: the link alone says whose page it is, so there is nothing that another site could use on
their behalf. What was sent leads back to the page by a redirect; sent twice, it is said once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from deeproot_app.act.drafts.dates import written
from deeproot_app.act.models import OwnPage
from deeproot_app.act.own_page import links, saying, shown
from deeproot_app.act.own_page.saying import Saying
from deeproot_app.act.views.own_page_words import WORDS
from deeproot_app.base import access, clock, public, reader
from deeproot_app.base.errors import UserError
from deeproot_app.base.own_link import LinkUnknown
from deeproot_app.record.consent.links import Links
from deeproot_app.record.receiving.rate import Buckets
from deeproot_app.record.success.shared import SharedStep

SAYINGS: Final = Buckets(a_second=0.05, at_once=20)
"""So often one page may be spoken on: more than anybody does who means it."""
GIVEN: Final = ("row_id", "answer", "field", "words")
CHANNELS: Final = {"case": "in_case"}
"""Channels whose word on the page is not their own."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Their page; POST keeps what they say on it."""
    try:
        own = links.opened(token)
    except LinkUnknown:
        return public.unknown(request, WORDS["unknown"])
    if request.method != "POST":
        return _page(request, own, notice=request.GET.get("said", ""))
    if wait := SAYINGS.take(own.pk):
        page = _page(request, own, wrong="slow", status=429)
        page["Retry-After"] = str(wait)
        return page
    said = _sent(request)
    try:
        saying.say(own, said)
    except saying.Wrong as wrong:
        return _page(request, own, wrong=f"wrong_{wrong.why}", of=said, status=422)
    notice = "glad" if said.answer == "solved" else "heard"
    here = {"said": notice, "lang": public.language_of(request)}
    return redirect(f"{reverse('act:own_page', args=[token])}?{urlencode(here)}")


@require_safe
def preview(request: HttpRequest, page: int) -> HttpResponse:
    """What somebody sees, for one of us to look at before the link is given out."""
    access.require(request.user, links.ACT)
    rows = OwnPage.objects.select_related("contact__customer__merged_into")
    own = access.one(request.user, rows, "customer", pk=page)
    return _page(request, own, preview=True)


def _sent(request: HttpRequest) -> Saying:
    """What was sent. Its key comes of the form that was shown and of what is said: twice the same is once."""
    about, drawn = request.POST.get("about", ""), request.POST.get("key", "")
    given = {name: request.POST.get(name, "") for name in GIVEN}
    key = sha256("\x00".join([drawn, about, *given.values()]).encode("utf-8", "replace")).hexdigest()[:32]
    known = about if about in saying.About.values else saying.About.OTHER
    return Saying(key, known, **given)


def _page(
    request: HttpRequest, own: OwnPage, *, notice: str = "", wrong: str = "", of: Saying | None = None,
    preview: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    now, language, zone = clock.now(), public.language_of(request), _zone(request, own)
    try:
        page = shown.page(own, now, request.GET)
    except UserError:
        page = shown.page(own, now, QueryDict())

    def day(moment: datetime | None) -> str:
        return written(moment, language, zone, now) if moment else ""

    words = public.said(WORDS, language)
    context: dict[str, Any] = {
        "own": own,
        "page": page,
        "preview": preview,
        "notice": notice if notice in ("heard", "glad") else "",
        "promises": [
            (one, words[one.state], day(one.due_at), day(one.made_at), day(one.kept_at)) for one in page.promises
        ],
        "cases": [(one, words[one.state], day(one.opened_at)) for one in page.cases],
        "goals": [(one, day(one.by_at), _steps(one.steps, day)) for one in page.plan.goals],
        "steps": _steps(page.plan.steps, day),
        "passed": [(one, words[CHANNELS.get(one.channel, one.channel)], day(one.at)) for one in page.passed],
        "facts": [(one, words[f"fact_{one.field}"]) for one in page.facts],
        "wrong": words.get(wrong, ""),
        "of": of,
        "key": token_hex(8),
        "hear": _hear(own),
    }
    return public.page(request, "act/public/own_page.html", context, WORDS, status=status)


def _steps(steps: list[SharedStep], day: Callable[[datetime | None], str]) -> list[tuple[SharedStep, str, str]]:
    return [(step, day(step.due_at), day(step.done_at)) for step in steps]


def _zone(request: HttpRequest, own: OwnPage) -> ZoneInfo:
    known = own.contact.timezone or own.contact.customer.timezone or reader.organisation(request).timezone
    try:
        return ZoneInfo(known)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _hear(own: OwnPage) -> str:
    """Where they choose what they hear from us; empty for somebody without an address."""
    if not own.contact.email:
        return ""
    token = Links().token(own.contact_id, own.contact.customer_id, own.contact.email)
    return reverse("plan:preferences", args=[token])
