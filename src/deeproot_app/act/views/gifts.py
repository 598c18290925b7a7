"""Thank-yous and gifts: what was given, whom nobody thanked, giving one, and what they may cost."""

from __future__ import annotations

from decimal import Decimal
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.appreciation import budgets as pays
from deeproot_app.act.appreciation import give as giving
from deeproot_app.act.appreciation import listed
from deeproot_app.act.appreciation.amounts import MICROS
from deeproot_app.act.appreciation.forms import REASONS, BudgetForm, GiftForm
from deeproot_app.act.drafts import spoken
from deeproot_app.act.models import Budget, Gift
from deeproot_app.base import access, clock, flash, keyset, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Contact, Customer, Member

A_PAGE = 25


@require_GET
def gifts(request: HttpRequest) -> HttpResponse:
    """What was given, how the budgets stand, and who waits longest for a word of thanks."""
    access.require(request.user, "record.see")
    now = clock.now()
    page = keyset.page(listed.gifts(request.user), ["-at", "-id"], request.GET, A_PAGE)
    names = dict(Member.objects.filter(pk__in={row.member_id for row in page.rows}).values_list("pk", "name"))
    context = {
        "page": page,
        "rows": [(row, names.get(row.member_id or "", row.actor)) for row in page.rows],
        "running": pays.running(pays.standings(request.user), pays.today(now)),
        "waits": listed.unthanked(request.user, now).count(),
        "may": access.allows(request.user, giving.ACT),
        "may_budget": access.allows(request.user, pays.ACT),
    }
    return render(request, "act/thanks/gifts.html", context)


@require_GET
def unthanked(request: HttpRequest) -> HttpResponse:
    """Whom nobody thanked for long, who has been with us longest first."""
    access.require(request.user, "record.see")
    rows = listed.unthanked(request.user, clock.now()).select_related("owner")
    page = keyset.page(rows, ["since", "customer_id"], request.GET, A_PAGE)
    last = listed.last_thanked([row.pk for row in page.rows])
    context = {
        "page": page,
        "rows": [(row, last.get(row.pk)) for row in page.rows],
        "may": access.allows(request.user, giving.ACT),
    }
    return render(request, "act/thanks/unthanked.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give something to one customer: the page tells what is left and what the gate says."""
    access.require(request.user, giving.ACT)
    rows = Customer.objects.select_related("merged_into")
    wanted = request.GET.get("customer", "").replace("\x00", "")
    customer = whole(access.one(request.user, rows, pk=wanted))
    people = list(Contact.objects.filter(customer__in=customer.ids, merged_into=None).order_by("name")[:200])
    running = pays.running(pays.standings(request.user), pays.today())
    data = request.POST if request.method == "POST" else None
    form = GiftForm(
        reader.zone(request), people, [one.budget.currency for one in running], data,
        initial=_begin(request, customer, people),
    )  # fmt: skip
    if form.is_valid():
        try:
            row = giving.give(request.user, _given(request, customer, form.cleaned_data))
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, _said(row, customer), undo=reverse("act:gift_undo", args=[row.pk]))
            return redirect(back(request, reverse("act:gifts")))
    context: dict[str, Any] = {
        "form": form,
        "customer": customer,
        "running": running,
        "earlier": listed.gifts(request.user, customer).filter(taken_back_at=None).order_by("-at")[:8],
        "last": listed.last_thanked(customer.ids),
        "verdict": giving.verdict(giving.Given("", customer.pk, "", "", "letter", _first(people), _member(request))),
        "reasons": REASONS,
        "often": Gift.objects.order_by().values_list("what", flat=True).distinct()[:30],
        "may_budget": access.allows(request.user, pays.ACT),
    }
    return render(request, "act/thanks/give.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, customer: Customer, people: list[Contact]) -> dict[str, Any]:
    """A greeting and a signature to begin with, in their language."""
    member = _member(request)
    language = spoken.languages([customer])[customer.pk]
    speaker = spoken.speakers([member]).get(member, spoken.Speaker("", str(request.user)))
    greeting = speaker.greets(people[0].name or "" if people else "", language)
    words = f"{greeting}\n\n\n\n{speaker.signs(language)}"
    return {"key": token_hex(12), "words": words, "contact_id": _first(people), "channel": "letter"}


def _given(request: HttpRequest, customer: Customer, told: dict[str, Any]) -> giving.Given:
    names = ("key", "what", "why", "channel", "contact_id", "currency", "at", "subject", "words", "reason", "beyond")
    chosen = {name: told[name] for name in names}
    return giving.Given(
        customer_id=customer.pk, member_id=_member(request), cost=told["cost"] or Decimal(0),
        **chosen | {"words": told["words"].replace("\r\n", "\n")},
    )  # fmt: skip


def _said(row: Gift, customer: Customer) -> str:
    if row.sending is None:
        return f"{row.what}, to {customer.name}: it stands in their story."
    return f"{row.what}, to {customer.name}: the mail {row.sending.told}."


@require_POST
def undo(request: HttpRequest, gift: int) -> HttpResponse:
    """Take a gift back that was told wrongly, or whose mail has not left."""
    access.require(request.user, giving.ACT)
    try:
        row = giving.take_back(request.user, gift if gift < 2**63 else 0)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, f"Taken back: {row.what}. What it cost is in the budget again.")
    return redirect(back(request, reverse("act:gifts")))


@require_GET
def budgets(request: HttpRequest) -> HttpResponse:
    """All budgets, and what is left of each."""
    access.require(request.user, "record.see")
    context = {
        "rows": pays.standings(request.user),
        "today": pays.today(),
        "may": access.allows(request.user, pays.ACT),
    }
    return render(request, "act/thanks/budgets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_add(request: HttpRequest) -> HttpResponse:
    """Set a budget."""
    access.require(request.user, pays.ACT)
    day = pays.today()
    begins = {"begins": day.replace(month=1, day=1), "ends": day.replace(month=12, day=31)}
    return _budget(request, None, begins | {"name": f"Thank-yous {day.year}"})


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest, budget: int) -> HttpResponse:
    """Change a budget."""
    access.require(request.user, pays.ACT)
    row = get_object_or_404(Budget, pk=budget if budget < 2**63 else 0)
    begins = {name: getattr(row, name) for name in ("name", "currency", "begins", "ends")}
    return _budget(request, row, begins | {"amount": f"{Decimal(row.amount_micros) / MICROS:f}"})


def _budget(request: HttpRequest, row: Budget | None, begins: dict[str, Any]) -> HttpResponse:
    form = BudgetForm(request.POST if request.method == "POST" else None, initial=begins)
    if form.is_valid():
        try:
            kept = pays.keep(request.user, **form.cleaned_data, budget_id=row.pk if row else None)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, f"“{kept.name}” is kept.")
            return redirect("act:budgets")
    context = {"form": form, "row": row, "stands": pays.stand(Budget.objects.filter(pk=row.pk)) if row else []}
    return render(request, "act/thanks/budget.html", context, status=422 if form.errors else 200)


@require_POST
def budget_remove(request: HttpRequest, budget: int) -> HttpResponse:
    """Let a budget go from which nothing was paid."""
    access.require(request.user, pays.ACT)
    try:
        pays.remove(request.user, budget if budget < 2**63 else 0)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, "The budget is gone.")
    return redirect("act:budgets")


def _first(people: list[Contact]) -> str:
    return people[0].pk if people else ""


def _member(request: HttpRequest) -> str:
    return request.user.member_id if isinstance(request.user, User) else ""
