"""A person's own pages: what they hear from us, and objecting with one click. On a sealed link, without sign-in.

Looking changes nothing (mail scanners look). No cookie is set or needed: the link alone says whose page it is, so there
is nothing that another site could use on their behalf.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deeproot_app.base import public
from deeproot_app.base.own_link import LinkUnknown
from deeproot_app.plan import preferences as choices
from deeproot_app.plan.views.preference_words import WORDS
from deeproot_app.record.consent.links import Links, opened

View = Callable[..., HttpResponse]


def on_a_link(view: View) -> View:
    """A page on a sealed link; for an unknown one, a page that says so."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except LinkUnknown:
            return public.unknown(request, WORDS["unknown"])

    return found


@on_a_link
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What they hear from us; POST records what they changed, with the words they saw."""
    held = opened(token)
    saved = request.method == "POST"
    language = public.language_of(request)
    if saved:
        names = [*(choice.name for choice in choices.CHOICES), "none"]
        shown = {name: request.POST.get(f"was_{name}") == "on" for name in names}
        wanted = {name: name in request.POST for name in names}
        choices.choose(held, shown, wanted, public.said(WORDS, language), language)
    found, nothing = choices.standings(held)
    contact = held.contact
    context: dict[str, Any] = {
        "token": token,
        "saved": saved,
        "nothing": nothing,
        "standings": found,
        "address": masked(contact.email) if contact and contact.email else "",
    }
    return public.page(request, "plan/public/preferences.html", context, WORDS)


@on_a_link
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click (RFC 8058): POST objects to marketing by mail, and answers 200; GET shows the button only."""
    held = Links().opened(token)
    done = request.method == "POST"
    if done:
        language = public.language_of(request)
        choices.object_with_one_click(held, public.said(WORDS, language)["unsubscribe_lead"], language)
    return public.page(request, "plan/public/unsubscribe.html", {"token": token, "done": done}, WORDS)


def masked(address: str) -> str:
    """An address as its owner knows it and nobody learns it: p•••@birch.example."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"
