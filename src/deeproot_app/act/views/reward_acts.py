"""What is done about rewards: approve, decline, redeem, write a line by hand, say who brought whom, stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.act.ambassadors import referrals
from deeproot_app.act.appreciation import give as giving
from deeproot_app.act.appreciation.rewards import catalogue, proposing, redeeming, rules, terms
from deeproot_app.act.appreciation.rewards.forms import LineForm, RedeemForm, ReferForm
from deeproot_app.act.appreciation.rewards.redeeming import Wish
from deeproot_app.act.views.rewards import found, people_of, shown
from deeproot_app.act.views.whom import named
from deeproot_app.base import access, flash
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Yes or no to what is marked."""
    access.require(request.user, terms.MANAGE)
    marked = [int(one) for one in request.POST.getlist("proposal") if one.isdecimal() and len(one) < 18]
    try:
        if "decline" in request.POST:
            flash.done(request, f"No points for {proposing.decline(request.user, marked):,}; they are not asked again.")
        elif "put_back" in request.POST:
            flash.done(request, f"{proposing.put_back(request.user, marked):,} wait again.")
        else:
            given = proposing.approve(request.user, marked, tell="tell" in request.POST)
            mails = sum(row.sending_id is not None for row in given)
            tail = f" {mails:,} of them in the outbox to be told." if mails else ""
            flash.done(request, f"{sum(row.points for row in given):,} points to {len(given):,}.{tail}")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("act:rewards")))


@require_POST
def redeem(request: HttpRequest, customer: str) -> HttpResponse:
    """Give a customer something for their points."""
    access.require(request.user, giving.ACT)
    row = found(request, customer)
    form = RedeemForm(people_of(row), catalogue.offered(), request.POST)
    if not form.is_valid():
        return shown(request, row, redeem=form)
    given = form.cleaned_data
    wish = Wish(
        given["key"], row.pk, int(given["reward_id"]), given["channel"], given["contact_id"],
        getattr(request.user, "member_id", ""), words=given["words"].replace("\r\n", "\n"), reason=given["reason"],
        beyond=given["beyond"],
    )  # fmt: skip
    try:
        line = redeeming.redeem(request.user, wish)
    except UserError as wrong:
        told_on(form, wrong)
        return shown(request, row, redeem=form)
    undo = reverse("act:gift_undo", args=[line.gift_id]) if line.gift_id else ""
    flash.done(request, f"{line.why}, for {-line.points:,} points.", undo=undo)
    return redirect("act:rewards_of", row.pk)


@require_POST
def line(request: HttpRequest, customer: str) -> HttpResponse:
    """Write a line by hand: granted, or a correction."""
    access.require(request.user, terms.MANAGE)
    row, form = found(request, customer), LineForm(request.POST)
    if not form.is_valid():
        return shown(request, row, line=form)
    given = form.cleaned_data
    try:
        kept = proposing.grant(
            request.user, given["line_key"], row.pk, given["points"], given["why"], correction=given["correction"]
        )
    except UserError as wrong:
        told_on(form, wrong)
        return shown(request, row, line=form)
    flash.done(request, f"{kept.get_kind_display()}: {kept.points:+,} points.")
    return redirect("act:rewards_of", row.pk)


@require_POST
def refer(request: HttpRequest, customer: str) -> HttpResponse:
    """Say whom a customer brought us."""
    access.require(request.user, proposing.REFER)
    row, form = found(request, customer), ReferForm(request.POST)
    if not form.is_valid():
        return shown(request, row, refer=form)
    try:
        brought = named(request.user, form.cleaned_data["brought"])
        kept = referrals.refer(request.user, referrals.Told(row.pk, brought))
    except UserError as wrong:
        told_on(form, wrong)
        return shown(request, row, refer=form)
    waits = proposing.waiting(request.user).filter(customer__in=row.ids, occasion=f"referral:{brought}").first()
    tail = f" {waits.points:,} points wait for a yes." if waits else ""
    undo = reverse("act:referral_take_back", args=[kept.pk])
    flash.done(request, f"They brought us {kept.brought}: it stands in the ledger of referrals.{tail}", undo=undo)
    return redirect("act:rewards_of", row.pk)


@require_POST
def rule_stop(request: HttpRequest, rule: int) -> HttpResponse:
    """Let a rule propose nothing more."""
    row = rules.stop(request.user, rule)
    flash.done(request, f"{row.get_occasion_display()}: nothing more is proposed.")
    return redirect("act:rewards")


@require_POST
def offer_withdraw(request: HttpRequest, reward: int) -> HttpResponse:
    """Offer something for points no longer."""
    flash.done(request, f"{catalogue.withdraw(request.user, reward).name} is offered no more.")
    return redirect("act:rewards")
