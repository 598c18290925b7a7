"""The pages of rewards: how they stand, one customer's points, what they are given for and what they buy."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from secrets import token_hex
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation import give as giving
from deeproot_app.act.appreciation.amounts import MICROS
from deeproot_app.act.appreciation.rewards import catalogue, documents, listed, proposing, rules, terms
from deeproot_app.act.appreciation.rewards.forms import (
    LineForm,
    RedeemForm,
    ReferForm,
    RewardForm,
    RuleForm,
    TermsForm,
)
from deeproot_app.act.models import Reward, RewardRule
from deeproot_app.base import access, audit, clock, flash, keyset
from deeproot_app.base.back import told_on
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Contact, Customer

A_PAGE: Final = 25
ASKED_AT_ONCE: Final = 50
RICHEST: Final = 10


@require_GET
def rewards(request: HttpRequest) -> HttpResponse:
    """How rewards stand: what waits for a yes, who has most, the rules, what points buy, and the ledger."""
    access.require(request.user, "record.see")
    now = clock.now()
    asking = list(proposing.waiting(request.user).order_by("-at", "-id")[: ASKED_AT_ONCE + 1])
    context = {
        "sums": listed.sums(request.user, now),
        "asking": asking[:ASKED_AT_ONCE],
        "asking_more": len(asking) > ASKED_AT_ONCE,
        "richest": listed.richest(request.user, RICHEST),
        "rules": rules.running(),
        "offered": catalogue.offered(),
        "terms": terms.terms(),
        "page": keyset.page(listed.entries(request.user), ["-at", "-id"], request.GET, A_PAGE),
        "may": access.allows(request.user, terms.MANAGE),
        "may_export": access.allows(request.user, "record.export"),
    }
    return render(request, "act/rewards/all.html", context)


@require_GET
def customer(request: HttpRequest, customer: str) -> HttpResponse:
    """One customer's points: what they have, what goes when, every line, and what can be done."""
    access.require(request.user, "record.see")
    return shown(request, found(request, customer))


def found(request: HttpRequest, customer_id: str) -> Customer:
    """The customer under whom this id stands. Raises Http404."""
    return whole(access.one(request.user, Customer.objects.select_related("merged_into"), pk=customer_id))


def shown(
    request: HttpRequest, customer: Customer, redeem: RedeemForm | None = None, line: LineForm | None = None,
    refer: ReferForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Their page, with what was typed into one of its forms where that was wrong."""
    people, offered = people_of(customer), list(catalogue.offered())
    first = people[0].pk if people else ""
    stands = listed.standing(customer)
    begins = {"key": token_hex(12), "contact_id": first, "channel": "letter"}
    asked = giving.Given("", customer.pk, "", "", "letter", first, getattr(request.user, "member_id", ""))
    context: dict[str, Any] = {
        "customer": customer,
        "stands": stands,
        "page": keyset.page(listed.entries(request.user, customer), ["-id"], request.GET, A_PAGE),
        "waiting": proposing.waiting(request.user).filter(customer__in=customer.ids).order_by("-at", "-id"),
        "affordable": any(one.points <= stands.points for one in offered),
        "offered": offered,
        "redeem": redeem or RedeemForm(people, offered, initial=begins),
        "line": line or LineForm(initial={"line_key": token_hex(12), "points": 100}),
        "refer": refer or ReferForm(),
        "refers": rules.running().filter(occasion=RewardRule.Occasion.REFERRAL).exists(),
        "verdict": giving.verdict(asked),
        "may_redeem": access.allows(request.user, giving.ACT),
        "may_budget": access.allows(request.user, budgets.ACT),
        "may": access.allows(request.user, terms.MANAGE),
    }
    return render(request, "act/rewards/customer.html", context, status=422 if redeem or line or refer else 200)


def people_of(customer: Customer) -> list[Contact]:
    """Whom of theirs a reward can be for."""
    return list(Contact.objects.filter(customer__in=customer.ids, merged_into=None).order_by("name")[:200])


@require_http_methods(["GET", "HEAD", "POST"])
def rule_add(request: HttpRequest) -> HttpResponse:
    """Make a rule."""
    access.require(request.user, terms.MANAGE)
    taken = set(rules.running().values_list("occasion", flat=True))
    free = next((one for one in RewardRule.Occasion.values if one not in taken), None)
    return _rule(request, None, {"begins": budgets.today(), "points": 100, "occasion": free})


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, rule: int) -> HttpResponse:
    """Change a rule."""
    access.require(request.user, terms.MANAGE)
    row = get_object_or_404(rules.running(), pk=rule if rule < 2**63 else 0)
    return _rule(request, row, {name: getattr(row, name) for name in ("occasion", "points", "every_years", "begins")})


def _rule(request: HttpRequest, row: RewardRule | None, begins: dict[str, Any]) -> HttpResponse:
    form = RuleForm(request.POST if request.method == "POST" else None, fixed=row is not None, initial=begins)

    def keep(told: dict[str, Any]) -> str:
        kept = rules.keep(request.user, **told, rule_id=row.pk if row else None)
        return f"{kept.get_occasion_display()}: {kept.points:,} points. What it finds waits for a yes here."

    return _kept(request, form, keep, {"row": row, "what": "rule"})


@require_http_methods(["GET", "HEAD", "POST"])
def offer_add(request: HttpRequest) -> HttpResponse:
    """Offer something for points."""
    access.require(request.user, terms.MANAGE)
    return _offer(request, None, {"points": 500, "currency": "EUR"})


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, reward: int) -> HttpResponse:
    """Change what points buy."""
    access.require(request.user, terms.MANAGE)
    row = get_object_or_404(catalogue.offered(), pk=reward if reward < 2**63 else 0)
    cost = f"{Decimal(row.cost_micros) / MICROS:f}"
    return _offer(request, row, {"name": row.name, "points": row.points, "cost": cost, "currency": row.currency})


def _offer(request: HttpRequest, row: Reward | None, begins: dict[str, Any]) -> HttpResponse:
    form = RewardForm(request.POST if request.method == "POST" else None, initial=begins)

    def keep(told: dict[str, Any]) -> str:
        told |= {"cost": told["cost"] or Decimal(0)}
        kept = catalogue.keep(request.user, **told, reward_id=row.pk if row else None)
        return f"{kept.name}, for {kept.points:,} points."

    return _kept(request, form, keep, {"row": row, "what": "offer"})


@require_http_methods(["GET", "HEAD", "POST"])
def change_terms(request: HttpRequest) -> HttpResponse:
    """Say how long points are good, and how many may be given."""
    access.require(request.user, terms.MANAGE)
    known = terms.terms()
    begins = {"months_good": known.months_good, "points_a_year": known.points_a_year}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=begins)

    def keep(told: dict[str, Any]) -> str:
        terms.keep(request.user, **told)
        return "The terms are kept; points that were given stay as they are."

    return _kept(request, form, keep, {"what": "terms"})


def _kept(
    request: HttpRequest, form: Any, keep: Callable[[dict[str, Any]], str], context: dict[str, Any]
) -> HttpResponse:
    if form.is_valid():
        try:
            says = keep(form.cleaned_data)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, says)
            return redirect("act:rewards")
    return render(request, "act/rewards/form.html", context | {"form": form}, status=422 if form.errors else 200)


@require_POST
def ledger_file(request: HttpRequest) -> StreamingHttpResponse:
    """The whole ledger as a file, oldest line first; who took it stands in the audit trail."""
    access.require(request.user, "record.export")
    audit.write(request.user, "reward.export")
    rows = listed.entries(request.user).order_by("pk")
    answer = StreamingHttpResponse(
        documents.lines(rows.iterator(2_000)), content_type="text/csv; charset=utf-8"
    )  # fmt: skip
    answer["Content-Disposition"] = 'attachment; filename="rewards.csv"'
    return answer
