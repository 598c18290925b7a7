"""What a person says of beliefs: held, confirmed, said otherwise, put together, ended, asked about, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.act.models import Question
from deeproot_app.act.surveys import questions, written
from deeproot_app.base import access, flash, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment
from deeproot_app.desk import known
from deeproot_app.desk.belief_forms import EditBelief, SayBelief
from deeproot_app.desk.views import beliefs as pages
from deeproot_app.record import beliefs as said
from deeproot_app.record import same_beliefs
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Belief, Change, Customer
from deeproot_app.understand import asking

ANSWERS = {
    "yes": {"en": "Yes, that is so", "de": "Ja, so ist es", "fr": "Oui, c’est cela", "es": "Sí, así es"},
    "partly": {"en": "In part", "de": "Zum Teil", "fr": "En partie", "es": "En parte"},
    "no": {"en": "No", "de": "Nein", "fr": "Non", "es": "No"},
}
MORE = {
    "en": "What would you say instead, in your own words?",
    "de": "Was würden Sie stattdessen sagen, mit Ihren eigenen Worten?",
    "fr": "Que diriez-vous à la place, avec vos propres mots ?",
    "es": "¿Qué diría usted en su lugar, con sus propias palabras?",
}


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Hold something of a customer, of a persona, or of all."""
    access.require(request.user, said.ACT)
    pk, persona = request.POST.get("customer", ""), request.POST.get("persona", "").replace("\x00", "")
    customer = whole(access.one(request.user, Customer.objects.all(), pk=pk)) if pk else None
    hard = customer is not None and "hard-text" in request.POST
    words = known.last_words(customer) if customer else []
    prefix = ("hard" if hard else "say") if customer else None
    form = SayBelief(reader.zone(request), words, request.POST, hard=hard, prefix=prefix)
    if form.is_valid():
        try:
            change = said.add(request.user, customer.pk if customer else None, **form.said(), persona=persona or None)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "It is held.", undo=reverse("desk:belief_undo", args=[change.pk]))
            return redirect(back(request, reverse("desk:beliefs")))
    if customer is not None:
        return pages.customer_page(request, customer, None if hard else form, form if hard else None)
    flash.failed(request, str(next(iter(form.errors.values()))[0]))
    return redirect(back(request, reverse("desk:beliefs")))


@require_POST
def confirm(request: HttpRequest, belief: str) -> HttpResponse:
    """It still holds; with the words that say so, where some were chosen."""
    words = [one for one in request.POST.getlist("evidence") if one]
    return _done(request, lambda: said.confirm(request.user, belief, said_in=words), "Confirmed.")


@require_POST
def edit(request: HttpRequest, belief: str) -> HttpResponse:
    """It is so instead."""
    access.require(request.user, said.ACT)
    found = pages.seen(request, belief)
    form = EditBelief.of(found, request.POST)
    if form.is_valid():
        try:
            change = said.edit(request.user, found.pk, **form.said())
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "It says so now.", undo=reverse("desk:belief_undo", args=[change.pk]))
            return redirect("desk:belief", found.pk)
    return pages.belief_page(request, found, form)


@require_POST
def end(request: HttpRequest, belief: str) -> HttpResponse:
    """It holds no more, from now on or from a day that is said."""
    return _done(request, lambda: said.end(request.user, belief, _moment(request)), "It ends.")


def _moment(request: HttpRequest) -> datetime | None:
    field = LocalMoment(required=False)
    field.zone = reader.zone(request)
    try:
        found: datetime | None = field.clean(request.POST.get("until", ""))
    except ValidationError:
        raise UserError("Say until when: a day and a time, or nothing for now.") from None
    return found


@require_POST
def merge(request: HttpRequest, belief: str) -> HttpResponse:
    """It is the same as another, under whose words it stands from now on."""
    access.require(request.user, said.ACT)
    found, into = pages.seen(request, belief), request.POST.get("into", "")
    try:
        change = same_beliefs.merge(request.user, found.pk, pages.seen(request, into).pk)
    except UserError as wrong:
        told(request, wrong)
        return redirect("desk:belief", found.pk)
    flash.done(request, "They are one now.", undo=reverse("desk:belief_separate", args=[change.pk]))
    return redirect("desk:belief", into)


@require_POST
def separate(request: HttpRequest, change: int) -> HttpResponse:
    """They are two again."""
    return _taken_back(
        request, lambda: same_beliefs.separate(request.user, min(change, 2**63 - 1)), "They are two again."
    )


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Put it back as it stood."""
    return _taken_back(request, lambda: said.undo(request.user, min(change, 2**63 - 1)), "It stands as it did.")


@require_POST
def ask(request: HttpRequest, belief: str) -> HttpResponse:
    """Begin a survey that asks about it: a draft with the question, to be looked over, opened and sent."""
    access.require(request.user, written.ACT)
    found = pages.seen(request, belief)
    words = asking.question(found.about, found.text)[:1_000]
    made = written.make(request.user, f"Is it so? {found.text}"[:120], "empty")
    choices = [{"id": name, "words": told} for name, told in ANSWERS.items()]
    questions.add(request.user, made.pk, questions.Put(Question.Kind.CHOICE, {"en": words}, True, choices=choices))
    questions.add(request.user, made.pk, questions.Put(Question.Kind.TEXT, MORE))
    flash.done(request, "A draft asks about it. Look at its words, open it, and choose whom it asks.")
    return redirect("act:survey", made.pk)


def _done(request: HttpRequest, decided: Callable[[], Change], says: str) -> HttpResponse:
    access.require(request.user, said.ACT)
    try:
        change = decided()
        flash.done(request, says, undo=reverse("desk:belief_undo", args=[change.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("desk:beliefs")))


def _taken_back(request: HttpRequest, undone: Callable[[], Belief], says: str) -> HttpResponse:
    """Undo, and go to whom it is about."""
    access.require(request.user, said.ACT)
    to = back(request, reverse("desk:beliefs"))
    try:
        belief = undone()
        to = reverse("desk:customer_beliefs", args=[belief.customer_id]) if belief.customer_id else to
        flash.done(request, f"Undone: {says[0].lower()}{says[1:]}")
    except UserError as wrong:
        told(request, wrong)
    return redirect(to)
