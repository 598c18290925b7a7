"""Templates of drafts: the house's and one's own, previewed with real data; and one's own voice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.drafts import draft, gather, house, spoken, templates
from deeproot_app.act.drafts.fields import FIELDS
from deeproot_app.act.drafts.frame import one_line
from deeproot_app.act.drafts.frame import render as filled
from deeproot_app.act.models import Template, Voice
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.plan.library.change import LANGUAGES
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer

SPOKEN = [(code, LANGUAGES[code]) for code in house.LANGUAGES]


class Words(forms.Form):
    """The words of a template."""

    subject = forms.CharField(label="Subject", max_length=2_000)
    body = forms.CharField(label="Words", max_length=20_000, widget=forms.Textarea(attrs={"rows": 16}))


class New(Words):
    """A new template."""

    name = forms.CharField(label="Name", max_length=120)
    occasion = forms.ChoiceField(label="Occasion", choices=list(house.OCCASIONS.items()))
    language = forms.ChoiceField(label="Language", choices=SPOKEN)
    own = forms.ChoiceField(
        label="Whose is it?",
        choices=[("yes", "My own"), ("no", "The house’s: everybody may use it")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    field_order = ("name", "occasion", "language", "own", "subject", "body")


@require_GET
def templates_list(request: HttpRequest) -> HttpResponse:
    """All templates by occasion, with what comes with the house."""
    access.require(request.user, "record.see")
    rows = list(templates.listed(request.user))
    there = {(row.occasion, row.language) for row in rows if not row.member_id}
    builtin = [
        (name, words, code)
        for code in house.LANGUAGES
        for name, words in house.letters(code).items()
        if (name, code) not in there
    ]
    context = {
        "rows": rows,
        "builtin": builtin,
        "occasions": house.OCCASIONS,
        "languages": LANGUAGES,
        "may_change": access.allows(request.user, "touch.send"),
    }
    return render(request, "act/templates/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new template; a GET may begin with one that came with the house."""
    access.require(request.user, "touch.send")
    occasion, language = request.GET.get("occasion", ""), request.GET.get("language", "")
    words = house.letters(language).get(occasion)
    first: dict[str, Any] = {"occasion": occasion, "language": language or "en"}
    if words is not None:
        first |= {"subject": words.subject, "body": words.body, "name": house.OCCASIONS[occasion]}
    form = New(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        given = dict(form.cleaned_data)
        own = given.pop("own") == "yes"
        try:
            row = templates.add(request.user, **given, own=own)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "The template is kept.", undo=reverse("act:template_retire", args=[row.pk]))
            return redirect(reverse("act:template", args=[row.pk]))
    context = {"form": form, "fields": FIELDS}
    return render(request, "act/templates/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, template: int) -> HttpResponse:
    """One template: its words, its versions, and how it reads for a customer."""
    row = templates.one(request.user, template)
    may = templates.may_change(request.user, row, not row.member_id)
    if request.method == "POST":
        access.require(request.user, templates.OWN if row.member_id else templates.OF_HOUSE)
    version = draft.current(row)
    first = {"subject": version.subject, "body": version.body} if version else {}
    form = Words(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            templates.change(request.user, row.pk, **form.cleaned_data)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(
                request, "The new version is used from now on.", undo=reverse("act:template_back", args=[row.pk])
            )
            return redirect(reverse("act:template", args=[row.pk]))
    context = {
        "row": row,
        "form": form,
        "may_change": may,
        "version": version,
        "versions": row.versions.order_by("-number")[:20],
        "occasion": house.OCCASIONS.get(row.occasion, row.occasion),
        "language": LANGUAGES.get(row.language, row.language),
        "fields": FIELDS,
        "preview": _preview(request, row, first),
    }
    return render(request, "act/templates/one.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, row: Template, words: dict[str, str]) -> dict[str, Any]:
    """How it reads for a customer of the reader's choice, else with the examples."""
    if not words:
        return {}
    asked = request.GET.get("customer", "").replace("\x00", "")
    seen = access.customers(request.user, Customer.objects.filter(merged_into=None))
    customer = seen.filter(pk=asked).first() or (
        seen.filter(name__icontains=asked).order_by("name").first() if asked else None
    )
    if customer is None:
        subject, text = templates.previewed(words["subject"], words["body"])
        return {"subject": subject, "text": text, "customer": None, "asked": asked}
    known = gather.known(whole(customer), clock.now())
    values = gather.values(known, draft.speaker_of(request.user), row.language, Organisation.get().name)
    try:
        subject, text = one_line(filled(words["subject"], values)), filled(words["body"], values)
    except UserError as wrong:
        return {"wrong": wrong.message, "customer": customer, "asked": asked}
    return {"subject": subject, "text": text, "customer": customer, "asked": asked}


def _named(request: HttpRequest, asked: str) -> Customer | None:
    """The customer of that id, else the first whose name holds it."""
    seen = access.customers(request.user, Customer.objects.filter(merged_into=None))
    return seen.filter(pk=asked).first() or seen.filter(name__icontains=asked).order_by("name").first()


@require_POST
def retire(request: HttpRequest, template: int) -> HttpResponse:
    """Use it no more, or again."""
    access.require(request.user, "touch.send")
    row = templates.retire(request.user, template)
    says = "Retired: it is used no more." if row.retired_at else "It is used again."
    flash.done(request, says, undo=reverse("act:template_retire", args=[row.pk]))
    return redirect(reverse("act:templates"))


@require_POST
def go_back(request: HttpRequest, template: int) -> HttpResponse:
    """Back to the version before."""
    access.require(request.user, "touch.send")
    try:
        version = templates.go_back(request.user, template)
        flash.done(request, f"Version {version.number} is used again.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(reverse("act:template", args=[template]))


@require_http_methods(["GET", "POST"])
def voice(request: HttpRequest) -> HttpResponse:
    """How one writes: form of address and signature."""
    access.require(request.user, "touch.send")
    member = request.user.member_id if isinstance(request.user, User) else ""
    row = Voice.objects.filter(pk=member).first() if member else None
    if request.method == "POST":
        try:
            if not member:
                raise UserError("You are none of the record's members; an administrator can say which you are.")
            spoken.set_voice(request.user, member, request.POST.get("address", ""), request.POST.get("signature", ""))
            flash.done(request, "Kept: your drafts speak so from now on.")
        except UserError as wrong:
            told(request, wrong)
        return redirect(reverse("act:voice"))
    speaker = draft.speaker_of(request.user)
    examples = [(name, speaker.greets("Jana Weber", code), speaker.signs(code)) for code, name in SPOKEN]
    context = {"voice": row, "addresses": Voice.Address.choices, "examples": examples, "member": member}
    return render(request, "act/templates/voice.html", context)
