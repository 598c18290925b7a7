"""Giving customers a page of their own, and deciding what they corrected on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from deeproot_app.act.models import OwnPage, PageWord
from deeproot_app.act.own_page import deciding, links
from deeproot_app.base import access, flash
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Contact, Customer

MOST = 200
"""So many people of a customer, and corrections, are shown at once."""


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What customers corrected of themselves and nobody decided, the oldest first."""
    access.require(request.user, "record.see")
    rows = deciding.waiting(request.user).select_related("page__contact", "page__customer")[:MOST]
    return render(request, "act/own_pages/waiting.html", {"rows": rows, "may": _may_decide(request)})


@require_safe
def of_customer(request: HttpRequest, customer: str) -> HttpResponse:
    """The people of one customer, who of them has a page, and what they said on it."""
    access.require(request.user, "record.see")
    row = whole(access.one(request.user, Customer.objects.select_related("merged_into", "owner"), pk=customer))
    people = Contact.objects.filter(customer__in=row.ids, merged_into=None).select_related("own_page")
    words = PageWord.objects.filter(page__contact__customer__in=row.ids).select_related("page__contact")
    context = {
        "customer": row,
        "tab": "their_page",
        "people": people.order_by("name", "contact_id")[:MOST],
        "words": words.order_by("-at", "-pk")[:MOST],
        "may": access.allows(request.user, links.ACT),
        "may_decide": _may_decide(request),
    }
    return render(request, "act/own_pages/of_customer.html", context)


@require_POST
def give(request: HttpRequest, contact: str) -> HttpResponse:
    """Give somebody a page, or show the link that they have."""
    page, link = links.give(request.user, contact)
    flash.done(request, f"The link of {page.contact}: {link}")
    return redirect(back(request, _of(page)))


@require_POST
def renew(request: HttpRequest, page: int) -> HttpResponse:
    """Let the present link be good no longer; a new one holds."""
    row = links.OWN.revoke(request.user, page)
    flash.done(request, f"The link of {row.contact} is good no longer. Show the new one to hand it over.")
    return redirect(back(request, _of(row)))


@require_POST
def shut(request: HttpRequest, page: int) -> HttpResponse:
    """Let nobody open a page any more."""
    row = links.shut(request.user, page)
    flash.done(request, f"The page of {row.contact} is shut. Giving a link opens it again.")
    return redirect(back(request, _of(row)))


@require_POST
def decide(request: HttpRequest, word: int) -> HttpResponse:
    """Take a correction over, or leave things as they are."""
    access.require(request.user, deciding.ACT)
    take = request.POST.get("take") == "yes"
    try:
        row = deciding.decide(request.user, word, take)
    except UserError as wrong:
        told(request, wrong)
        return redirect(back(request, reverse("act:own_page_words")))
    says = f"It is {row.said} now." if take else "Left as it was."
    flash.done(request, says, undo=reverse("act:own_page_undo", args=[row.pk]))
    return redirect(back(request, _of(row.page)))


@require_POST
def undo(request: HttpRequest, word: int) -> HttpResponse:
    """Let a decided correction wait again."""
    access.require(request.user, deciding.ACT)
    try:
        row = deciding.undo(request.user, word)
    except UserError as wrong:
        told(request, wrong)
        return redirect(back(request, reverse("act:own_page_words")))
    flash.done(request, "Undone: it waits again.")
    return redirect(back(request, _of(row.page)))


def _of(page: OwnPage) -> str:
    return reverse("act:own_pages_of", args=[page.contact.customer_id])


def _may_decide(request: HttpRequest) -> bool:
    return access.allows(request.user, deciding.ACT)
