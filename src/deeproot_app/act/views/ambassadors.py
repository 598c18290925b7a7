"""Asking a customer for a favour, writing down what they said, and saying who brought us whom."""

from __future__ import annotations

from datetime import UTC, datetime, time
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.act.ambassadors import asking, documents, moment, referrals
from deeproot_app.act.ambassadors.asking import Favour
from deeproot_app.act.ambassadors.forms import FavourForm, ReferralForm
from deeproot_app.act.drafts.draft import drafted
from deeproot_app.act.models import AmbassadorAsk, Referral
from deeproot_app.act.views.whom import named
from deeproot_app.base import access, audit, clock, flash, navigation, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Contact, Customer

ASKED, REFERRED = "measure:favours", "measure:referrals"
"""The pages that list them: of a room that looks back at ours."""


@require_http_methods(["GET", "HEAD", "POST"])
def favour(request: HttpRequest) -> HttpResponse:
    """Ask one customer: the page shows why now, what stands against it, what the gate says, and a draft."""
    access.require(request.user, asking.ACT)
    wanted = request.GET.get("customer", "").replace("\x00", "")
    customer = whole(access.one(request.user, Customer.objects.select_related("merged_into"), pk=wanted))
    people = list(Contact.objects.filter(customer__in=customer.ids, merged_into=None).order_by("name")[:200])
    data = request.POST if request.method == "POST" else None
    form = FavourForm(people, data, initial=_begin(request, customer, people) if data is None else {})
    if form.is_valid():
        try:
            row = asking.ask(request.user, _given(request, customer, form.cleaned_data))
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, _said(row, customer), undo=reverse("act:favour_undo", args=[row.pk]))
            return redirect(navigation.href_of(ASKED))
    return render(request, "act/ambassadors/ask.html", _context(request, customer, people, form),
                  status=422 if form.errors else 200)  # fmt: skip


def _context(request: HttpRequest, customer: Customer, people: list[Contact], form: FavourForm) -> dict[str, Any]:
    now = clock.now()
    contact = people[0].pk if people else ""
    asked = Favour("", customer.pk, contact, AmbassadorAsk.Favour.RECOMMEND, member_id=_member(request))
    return {
        "form": form,
        "customer": customer,
        "people": people,
        "moment": moment.of([customer.pk], now).get(customer.pk),
        "verdict": asking.verdict(asked, now),
        "earlier": asking.asks(request.user, customer).order_by("-asked_at", "-id")[:8],
    }


def _begin(request: HttpRequest, customer: Customer, people: list[Contact]) -> dict[str, Any]:
    """A draft in their language, to begin with."""
    language = request.GET.get("language", "")
    draft = drafted(request.user, customer, occasion="favour", language=language, member_id=_member(request))
    return {
        "key": token_hex(12), "subject": draft.subject, "text": draft.text, "channel": "email",
        "contact_id": draft.contact_id or (people[0].pk if people else ""),
    }  # fmt: skip


def _member(request: HttpRequest) -> str:
    return str(getattr(request.user, "member_id", ""))


def _given(request: HttpRequest, customer: Customer, told: dict[str, Any]) -> Favour:
    return Favour(
        told["key"], customer.pk, told["contact_id"], told["favour"], told["channel"], told["subject"],
        told["text"].replace("\r\n", "\n"), _member(request),
    )  # fmt: skip


def _said(row: AmbassadorAsk, customer: Customer) -> str:
    if row.sending is None:
        return f"{customer.name} was asked: it stands in their story."
    return f"{customer.name} is asked: the mail {row.sending.told}."


@require_POST
def answer(request: HttpRequest, favour: int) -> HttpResponse:
    """Write down what they said."""
    access.require(request.user, asking.ACT)
    try:
        row = asking.answer(request.user, favour, request.POST.get("state", ""), request.POST.get("note", ""))
    except UserError as wrong:
        told(request, wrong)
    else:
        says = f"{row.customer.leader.name}: {row.get_state_display().lower()}."
        flash.done(request, says, undo=reverse("act:favour_undo", args=[row.pk]))
    return redirect(back(request, navigation.href_of(ASKED)))


@require_POST
def undo(request: HttpRequest, favour: int) -> HttpResponse:
    """Undo the last step of an asking."""
    access.require(request.user, asking.ACT)
    try:
        row = asking.undo(request.user, favour)
    except UserError as wrong:
        told(request, wrong)
    else:
        taken = row.state == AmbassadorAsk.State.TAKEN_BACK
        flash.done(request, "Taken back: it counts as never asked." if taken else "Their answer is open again.")
    return redirect(back(request, navigation.href_of(ASKED)))


@require_http_methods(["GET", "HEAD", "POST"])
def referral_add(request: HttpRequest) -> HttpResponse:
    """Say who told whom of us."""
    access.require(request.user, referrals.ACT)
    begins = {"customer": request.GET.get("customer", "").replace("\x00", ""), "how": Referral.How.BY_HAND}
    form = ReferralForm(request.POST if request.method == "POST" else None, initial=begins)
    if form.is_valid():
        try:
            row = referrals.refer(request.user, _told(request, form.cleaned_data))
        except UserError as wrong:
            told_on(form, wrong)
        else:
            whom = row.brought or row.name or row.email
            says = f"{row.customer.leader.name} told {whom} of us."
            flash.done(request, says, undo=reverse("act:referral_take_back", args=[row.pk]))
            return redirect(navigation.href_of(REFERRED))
    return render(request, "act/ambassadors/referral.html", {"form": form}, status=422 if form.errors else 200)


def _told(request: HttpRequest, given: dict[str, Any]) -> referrals.Told:
    day = given["day"]
    at = datetime.combine(day, time(), reader.zone(request)).astimezone(UTC) if day else None
    return referrals.Told(
        named(request.user, given["customer"]), named(request.user, given["brought"]) if given["brought"] else "",
        given["name"], given["email"], given["how"], at, given["note"],
    )  # fmt: skip


@require_POST
def referral_take_back(request: HttpRequest, referral: int) -> HttpResponse:
    """Take a referral back that was told wrongly."""
    access.require(request.user, referrals.ACT)
    row = referrals.take_back(request.user, referral)
    flash.done(
        request, "Taken back: the referral counts no more.", undo=reverse("act:referral_put_back", args=[row.pk])
    )
    return redirect(back(request, navigation.href_of(REFERRED)))


@require_POST
def referral_put_back(request: HttpRequest, referral: int) -> HttpResponse:
    """Let it stand again."""
    access.require(request.user, referrals.ACT)
    try:
        referrals.put_back(request.user, referral)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, "The referral stands again.")
    return redirect(back(request, navigation.href_of(REFERRED)))


@require_POST
def referrals_file(request: HttpRequest) -> StreamingHttpResponse:
    """All referrals as a file, oldest first; who took it stands in the audit trail."""
    access.require(request.user, "record.export")
    audit.write(request.user, "referral.export")
    rows = referrals.listed(request.user).order_by("pk")
    answer = StreamingHttpResponse(documents.lines(rows.iterator(2_000)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="referrals.csv"'
    return answer
