"""The two-minute brief of a customer: opened by a press, and with an open case what support says may be offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.act.briefs import asking, brief, people, reading
from deeproot_app.act.briefs.forms import AgreeForm, AskForm
from deeproot_app.act.briefs.gate import asked_of_gate
from deeproot_app.act.calls.begin import ACT
from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.plan import queries as planned
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer

WAYS = {"call": "By telephone", "email": "By mail"}


def _found(request: HttpRequest, customer: str) -> Customer:
    """The customer under whom this id stands. Raises Http404."""
    rows = Customer.objects.select_related("merged_into", "owner")
    return whole(access.one(request.user, rows, pk=customer))


@require_GET
def one(request: HttpRequest, customer: str) -> HttpResponse:
    """The brief, where its reader opened it within a day; else the way to open it. Looking changes nothing."""
    access.require(request.user, "record.see")
    return _shown(request, _found(request, customer))


def _shown(
    request: HttpRequest, customer: Customer, ask: AskForm | None = None, agree: AgreeForm | None = None
) -> HttpResponse:
    now = clock.now()
    may_read = access.allows(request.user, ACT)
    read_at = reading.read_by(request.user, customer, now)
    context: dict[str, Any] = {
        "customer": customer,
        "read_at": read_at,
        "may_read": may_read,
        "may_ask": access.allows(request.user, "note.write"),
        "may_write": access.allows(request.user, "touch.send"),
    }
    if may_read and not read_at and ask is None and agree is None and not asking.is_asked(request.user, customer):
        context["open_cases"] = brief.case_open(customer, now)
        return render(request, "act/brief/one.html", context)
    items = planned.of_customers(request.user, customer.ids, now)
    shown = brief.brief(customer, now, [item for one in customer.ids for item in items.get(one, [])])
    mine = people.may_agree(request.user, [each.case for each in shown.cases])
    context |= {
        "brief": shown,
        "says": [(WAYS[channel], verdict) for channel, verdict in asked_of_gate(request.user, customer, now)],
        "ask": ask or AskForm(),
        "agree": agree or AgreeForm(reader.zone(request)),
        "mine": mine,
        "wrong_case": (ask or agree).data.get("case", "") if ask or agree else "",  # type: ignore[union-attr]
    }
    return render(request, "act/brief/one.html", context, status=422 if ask or agree else 200)


@require_POST
def read(request: HttpRequest, customer: str) -> HttpResponse:
    """Open the brief: the record says who did, and when."""
    access.require(request.user, ACT)
    found = _found(request, customer)
    reading.open_brief(request.user, found)
    return redirect("act:brief", found.pk)


@require_POST
def ask(request: HttpRequest, customer: str) -> HttpResponse:
    """Ask those who work on an open case what may be offered."""
    access.require(request.user, "note.write")
    found, form = _found(request, customer), AskForm(request.POST)
    if form.is_valid():
        try:
            question = asking.ask(request.user, form.cleaned_data["case"], form.cleaned_data["words"])
            whom = [str(row.user) for row in question.notices.select_related("user").order_by("pk")[:4]]
            flash.done(request, _asked(whom), undo=reverse("act:question_withdraw", args=[question.pk]))
            return redirect(f"{reverse('act:brief', args=[found.pk])}#cases")
        except UserError as wrong:
            _or_refuse(form, wrong)
    return _shown(request, found, ask=form)


def _asked(whom: list[str]) -> str:
    if not whom:
        return "Asked. Nobody who works on the case signs in here: speak to them as well."
    more = " and others" if len(whom) > 3 else ""
    return f"Asked: {', '.join(whom[:3])}{more} will see it at once. You hear as soon as they answer."


def _or_refuse(form: AskForm | AgreeForm, wrong: UserError) -> None:
    """What is wrong is said beside the words; a refusal of rights is a page of its own."""
    told_on(form, wrong)


@require_POST
def withdraw(request: HttpRequest, question: int) -> HttpResponse:
    """Take a question back."""
    access.require(request.user, "note.write")
    found = asking.one(request.user, question)
    try:
        asking.withdraw(request.user, question)
        flash.done(request, "The question is taken back.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:brief", found.customer.leader.pk)


@require_POST
def agree(request: HttpRequest, customer: str) -> HttpResponse:
    """Say what may be offered; whoever asked hears at once."""
    access.require(request.user, "case.agree")
    found, form = _found(request, customer), AgreeForm(reader.zone(request), request.POST)
    if form.is_valid():
        try:
            asking.agree(request.user, form.cleaned_data["case"], **form.told)
            flash.done(request, "Kept: it stands in the brief, and whoever asked hears of it now.")
            return redirect(f"{reverse('act:brief', args=[found.pk])}#cases")
        except UserError as wrong:
            _or_refuse(form, wrong)
    return _shown(request, found, agree=form)


@require_POST
def take_back(request: HttpRequest, option: int) -> HttpResponse:
    """Say that something may be offered no more."""
    access.require(request.user, "case.agree")
    found = asking.option(request.user, option)
    try:
        asking.take_back_option(request.user, option, request.POST.get("because", ""))
        flash.done(request, "It may be offered no more; the brief says so.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(f"{reverse('act:brief', args=[found.customer.leader.pk])}#cases")
