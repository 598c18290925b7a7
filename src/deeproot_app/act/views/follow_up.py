"""One promise and what is to be done about it; and how one wants to be told in the morning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.calls.begin import OF_PROMISES
from deeproot_app.act.follow_up import mornings, promised, tell
from deeproot_app.act.follow_up.owed import escalated_to
from deeproot_app.act.models import Digest
from deeproot_app.base import access, clock, flash, navigation, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.base.models import User
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Change, Interaction, Member, Promise
from deeproot_app.understand import promises as reading

CHANNELS = (
    ("email", "By mail"), ("call", "On the phone"), ("meeting", "In a meeting"), ("chat", "In a chat"),
    ("letter", "By letter"), ("sms", "By SMS"), ("event", "At an event"),
)  # fmt: skip


class Said(forms.Form):
    """What the customer was told, and how."""

    channel = forms.ChoiceField(label="How", choices=CHANNELS)
    words = forms.CharField(label="In a few words", max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    at = LocalMoment(label="When, if not now", required=False)


class Held(Said):
    """The same, with a new day."""

    new_due = LocalMoment(label="Until when")
    field_order = ("new_due", "channel", "words", "at")


class HandOver(forms.Form):
    """To whom, and what they must know."""

    member = forms.ModelChoiceField(Member.objects.order_by("name"), label="To whom", empty_label="Choose a colleague")
    knows = forms.CharField(
        label="What must they know?", max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was agreed, what is done, what the customer expects: so that they explain nothing twice.",
    )  # fmt: skip


class Withdraw(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label="Why do we take it back?", max_length=500)


FORMS: dict[str, type[forms.Form]] = {"deliver": Said, "hold": Held, "hand_over": HandOver, "withdraw": Withdraw}


@require_GET
def follow_up(request: HttpRequest, promise: str) -> HttpResponse:
    """A promise, where it stands, and what can be done about it."""
    access.require(request.user, "record.see")
    return _shown(request, _one(request, promise))


def _one(request: HttpRequest, pk: str) -> Promise:
    rows = Promise.objects.select_related("customer__merged_into", "customer__owner", "member")
    return access.one(request.user, rows, "customer", promise_id=pk)


def _shown(request: HttpRequest, found: Promise, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    now, customer = clock.now(), found.customer.leader
    rows = Interaction.objects.filter(customer__in=customer.ids).select_related("text", "member", "contact")
    kept = [found.made_in, found.kept_in or "", *found.holding]
    said = {row.pk: row for row in rows.filter(pk__in=kept)}
    since = rows.filter(direction__in=("out", "both"), automatic=False, personal=True)
    since = since.filter(happened_at__gt=found.made_at)
    made = (bound or {}) | {name: _made(request, name) for name in FORMS if name not in (bound or {})}
    context: dict[str, Any] = {
        "promise": found,
        "customer": customer,
        "due": found.moved_to or found.due_at,
        "state": reading.state_of(found, now),
        "overdue": reading.is_overdue(found, now),
        "made_in": said.get(found.made_in),
        "kept_in": said.get(found.kept_in or ""),
        "holding": [said.get(one) for one in found.holding],
        "may_be_it": since.exclude(pk__in=kept).order_by("happened_at")[:8],
        "escalated": escalated_to(found),
        "changes": Change.objects.filter(table="promises", row_id=found.pk).select_related("user").order_by("-pk")[:10],
        "forms": made,
        "open_form": next(iter(bound or ()), ""),
        "write": _letter(found),
        "may_change": access.allows(request.user, promised.ACT),
        "now": now,
    }
    return render(request, "act/follow_up.html", context, status=422 if bound else 200)


def _letter(promise: Promise) -> str:
    """Where a letter about it is written: from its item of Today, else as an answer to what it was promised in."""
    page = navigation.href_of("act:write")
    item = Item.objects.filter(subject=promise.pk, reason__in=OF_PROMISES, settled=False, gone_at__isnull=True).first()
    about = {"item": item.key} if item else {"customer": promise.customer.leader.pk, "reply": promise.made_in}
    return f"{page}?{urlencode({name: value for name, value in about.items() if value})}" if page else ""


def _made(request: HttpRequest, name: str, data: Any = None) -> forms.Form:
    form = FORMS[name](data, prefix=name)
    in_zone(form, reader.zone(request))
    return form


def _decided(
    request: HttpRequest, pk: str, name: str, decide: Callable[[dict[str, Any]], Change], says: str
) -> HttpResponse:
    """Do what a form of the page asks; what is wrong with it is said on the page, with all that was typed."""
    access.require(request.user, promised.ACT)
    found = _one(request, pk)
    form = _made(request, name, request.POST)
    if form.is_valid():
        try:
            change = decide(form.cleaned_data)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, says, undo=reverse("act:follow_up_undo", args=[change.pk]))
            return redirect("act:follow_up", pk)
    return _shown(request, found, {name: form})


@require_POST
def deliver(request: HttpRequest, promise: str) -> HttpResponse:
    """It was delivered: how, or in which message."""
    access.require(request.user, promised.ACT)
    if message := request.POST.get("interaction", "").replace("\x00", ""):
        try:
            change = promised.delivered_in(request.user, promise, message)
            flash.done(request, "The promise is kept.", undo=reverse("act:follow_up_undo", args=[change.pk]))
        except UserError as wrong:
            told(request, wrong)
        return redirect("act:follow_up", promise)

    def done(given: dict[str, Any]) -> Change:
        return promised.deliver(request.user, promise, given["channel"], given["words"], given["at"])

    return _decided(request, promise, "deliver", done, "The promise is kept.")


@require_POST
def hold(request: HttpRequest, promise: str) -> HttpResponse:
    """They were told a new day."""

    def done(given: dict[str, Any]) -> Change:
        return promised.hold(
            request.user, promise, given["new_due"], given["channel"], given["words"], given["at"]
        )  # fmt: skip

    return _decided(request, promise, "hold", done, "The promise was put off. It counts as one holding reply.")


@require_POST
def hand_over(request: HttpRequest, promise: str) -> HttpResponse:
    """It is a colleague's now."""

    def done(given: dict[str, Any]) -> Change:
        return promised.hand_over(request.user, promise, given["member"].pk, given["knows"])

    return _decided(request, promise, "hand_over", done, "Handed over, with what they must know.")


@require_POST
def withdraw(request: HttpRequest, promise: str) -> HttpResponse:
    """It is taken back."""

    def done(given: dict[str, Any]) -> Change:
        return promised.withdraw(request.user, promise, given["reason"])

    return _decided(request, promise, "withdraw", done, "The promise is withdrawn.")


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Put it back as it stood."""
    access.require(request.user, promised.ACT)
    to = reverse("desk:promises")
    try:
        found = promised.undo(request.user, change)
        flash.done(request, "Undone: the promise stands as it did.")
        if Promise.objects.filter(pk=found.pk).exists():
            to = reverse("act:follow_up", args=[found.pk])
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, to))


class MorningForm(forms.Form):
    """When one wants to be told."""

    wanted = forms.BooleanField(label="Tell me each morning what I owe", required=False)
    at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weekends = forms.BooleanField(label="On Saturdays and Sundays too", required=False)


@require_http_methods(["GET", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    """How one wants to be told in the morning, and on which days one was."""
    access.require(request.user, "self.change")
    user = cast(User, request.user)
    stands = mornings.wish_of(user)
    begins = {"wanted": stands.wanted, "at": stands.at, "weekends": stands.weekends}
    form = MorningForm(request.POST if request.method == "POST" else None, initial=begins)
    if form.is_valid():
        mornings.wish(user, **form.cleaned_data)
        flash.done(request, "Saved." if form.cleaned_data["wanted"] else "Saved: no mail comes in the morning.")
        return redirect("act:morning")
    context = {
        "form": form,
        "zone": reader.zone(request).key,
        "told": Digest.objects.filter(user=user).order_by("-day")[:10],
        "sends": tell.account() is not None,
    }
    return render(request, "act/morning.html", context, status=422 if form.errors else 200)
