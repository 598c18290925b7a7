"""A guest's own page: what they are invited to, their answer, and a file for their calendar. On a signed link.

Looking changes nothing (mail scanners look). No cookie is set or needed: the link alone says whose page it is, so there
is nothing that another site could use on their behalf.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from deeproot_app.act.events import answering, ics, links, words
from deeproot_app.act.models import Guest
from deeproot_app.act.views.invitation_words import WORDS
from deeproot_app.base import clock, public
from deeproot_app.base.errors import UserError
from deeproot_app.base.own_link import LinkUnknown


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page; POST keeps the answer, which can be changed until the event begins."""
    try:
        guest = links.OWN.opened(token)
    except LinkUnknown:
        return public.unknown(request, WORDS["unknown"])
    if request.method != "POST":
        return _page(request, guest, token)
    try:
        guest = answering.answer(guest.pk, request.POST.get("answer", ""), request.POST.get("says", ""))
    except answering.Closed as closed:
        return _page(request, links.OWN.opened(token), token, wrong=closed.why)
    except UserError:
        return _page(request, guest, token, wrong="choose")
    return _page(request, links.OWN.opened(token), token, saved=True)


def _page(request: HttpRequest, guest: Guest, token: str, *, saved: bool = False, wrong: str = "") -> HttpResponse:
    event, now, language = guest.event, clock.now(), public.language_of(request)
    closed = answering.closed(event, now)
    context = {
        "event": event,
        "guest": guest,
        "token": token,
        "when": words.when(event, language, now),
        "where": words.where(event, language),
        "closed": closed,
        "full": guest.answer != "yes" and answering.is_full(event, guest.pk),
        "comes": guest.answer == "yes" and closed != "cancelled",
        "saved": saved,
        "wrong": wrong if wrong != closed else "",
        "answers": Guest.Answer.values,
    }
    return public.page(request, "act/public/invitation.html", context, WORDS, status=422 if wrong else 200)


@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event as a file for their calendar."""
    try:
        guest = links.OWN.opened(token)
    except LinkUnknown:
        return public.unknown(request, WORDS["unknown"])
    answer = HttpResponse(
        ics.calendar(guest.event, links.OWN.link(guest), comes=guest.answer == "yes"),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="event.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
