"""A person's word on what was read: so, not so, or so instead; and taken back. Each leads to the next in the queue."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.base import access, flash, reader
from deeproot_app.base.back import inside, told
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Interaction, Proposal
from deeproot_app.record.reading import decide
from deeproot_app.record.review import forms, queue, words
from deeproot_app.record.views import review
from deeproot_app.record.views.review import ACT, LARGEST


@require_POST
def confirm(request: HttpRequest, proposal: int) -> HttpResponse:
    """It is so."""
    return _decided(request, proposal, decide.confirm, "It is so")


@require_POST
def reject(request: HttpRequest, proposal: int) -> HttpResponse:
    """It is not so."""
    return _decided(request, proposal, decide.reject, "It is not so")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, proposal: int) -> HttpResponse:
    """It is so instead. Where that is not right yet, the page says what is missing."""
    access.require(request.user, ACT)
    found = _one(request, proposal)
    if request.method != "POST":
        return redirect(review.address(QueryDict(), found.pk))
    form = forms.edit(found, reader.zone(request), request.POST)
    if form.is_valid():
        try:
            decide.edit(request.user, found, form.value())
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            return _next(request, found, "Corrected")
    return review.page(request, _back(request), form)


@require_POST
def undo(request: HttpRequest, proposal: int) -> HttpResponse:
    """Take the word back: it waits again, or stands as the rule had it."""
    return _decided(request, proposal, decide.undo, "")


@require_POST
def label(request: HttpRequest, interaction: str) -> HttpResponse:
    """What a message is, or whether it asks for an answer, is not as it was read."""
    access.require(request.user, ACT)
    found = access.one(request.user, Interaction.objects.select_related("customer"), "customer", pk=interaction)
    asks = request.POST.get("needs_answer")
    to = inside(request.POST.get("back", "")) or reverse("review:review")
    try:
        if asks in ("yes", "no"):
            row = decide.set_label(request.user, found, "needs_answer", asks == "yes")
        else:
            row = decide.set_label(request.user, found, "kind", request.POST.get("kind", ""))
    except UserError as wrong:
        told(request, wrong)
    else:
        undo_at = f"{reverse('review:undo', args=[row.pk])}?{urlencode({'to': to})}"
        flash.done(request, f"Said so: {words.claim(row)[:1].lower()}{words.claim(row)[1:]}.", undo=undo_at)
    return redirect(f"{to}#{quote(interaction, safe=':')}")


def _decided(
    request: HttpRequest, pk: int, decided: Callable[[access.Actor, Proposal], object], says: str
) -> HttpResponse:
    access.require(request.user, ACT)
    found = _one(request, pk)
    try:
        decided(request.user, found)
    except UserError as wrong:
        told(request, wrong)
        return redirect(review.address(_back(request), found.pk))
    return _next(request, found, says)


def _next(request: HttpRequest, row: Proposal, says: str) -> HttpResponse:
    """Say what was done, and go on from where it stood in the queue."""
    back = _back(request)
    undo_at = f"{reverse('review:undo', args=[row.pk])}?{review.query_of(back)}" if says else ""
    label = words.SORTS[Proposal.Sort(row.sort)][0]
    flash.done(request, f"{says or 'Taken back'}: {label.lower()}, {row.customer.name}.", undo=undo_at)
    return redirect(inside(request.GET.get("to", "")) or review.address(back, row.pk))


def _one(request: HttpRequest, pk: int) -> Proposal:
    return queue.one(request.user, min(pk, LARGEST))


def _back(request: HttpRequest) -> QueryDict:
    """Which part of the queue the button stood in."""
    return QueryDict(request.POST.get("back") or request.META.get("QUERY_STRING", ""))
