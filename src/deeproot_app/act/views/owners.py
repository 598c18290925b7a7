"""Handing customers over to a colleague: one from its page, many from a list; what was done, and the way back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.models import OwnerChange
from deeproot_app.act.notes.write import LONGEST
from deeproot_app.act.owners import change as owners
from deeproot_app.act.owners.drafted import drafted
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer, Member

MANY = 50
"""So many on the page of many: of each, what the next one must know is drafted."""
SHOWN = 25


class HandOverForm(forms.Form):
    """To whom, from when, and whether what was promised moves along."""

    to = forms.ChoiceField(label="Who looks after them next")
    from_day = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="Empty: at once."
    )
    moves_along = forms.BooleanField(
        label="Open promises, steps and calls move along", required=False, initial=True,
        help_text="Otherwise they stay with whoever has them now.",
    )  # fmt: skip
    words = forms.CharField(
        label="What the next one must know", required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text="It becomes a handover among us; the customer never sees it.",
    )  # fmt: skip

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        people = [(one.pk, f"{one.name}{f' ({one.team})' if one.team else ''}") for one in _members()]
        self.fields["to"].choices = [("", "Choose a colleague"), *people]  # type: ignore[attr-defined]

    @property
    def moment(self) -> datetime | None:
        """The first moment of the day that was chosen, as the organisation's clock shows it; None: at once."""
        day: date | None = self.cleaned_data.get("from_day")
        zone = ZoneInfo(Organisation.get().timezone)
        return datetime.combine(day, time(), zone).astimezone(UTC) if day else None


class ManyForm(HandOverForm):
    """The same of many: what is said of all stands before what is drafted of each."""

    words = forms.CharField(
        label="What holds for all of them", required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text="What the next one must know of each (promises, cases, plan, beliefs) is added from the record.",
    )  # fmt: skip


def _members() -> list[Member]:
    return list(Member.objects.order_by("name", "pk")[:500])


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, customer: str) -> HttpResponse:
    """Hand one customer over, with what the next one must know as the record tells it, to be changed."""
    access.require(request.user, owners.ACT)
    rows = Customer.objects.select_related("merged_into", "owner")
    found = whole(access.one(request.user, rows, pk=customer))
    writes = request.method == "POST"
    form = HandOverForm(request.POST) if writes else HandOverForm(initial={"words": drafted(found, clock.now())})
    if writes and form.is_valid() and (done := _done(request, form, {found.pk: form.cleaned_data["words"]})):
        return done
    context = {"customer": found, "tab": "among", "form": form}
    return render(request, "act/owners/one.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hand_over_many(request: HttpRequest) -> HttpResponse:
    """Hand over many customers of one of us, who leaves or has too many: those that are marked."""
    access.require(request.user, owners.ACT)
    owner = request.GET.get("owner", "").replace("\x00", "")
    mine = access.customers(request.user, Customer.objects.filter(merged_into__isnull=True, left_at__isnull=True))
    rows = list(mine.filter(owner=owner).order_by("name", "pk")[:MANY]) if owner else []
    writes = request.method == "POST"
    form = ManyForm(request.POST if writes else None)
    marked = {row.pk: row for row in rows if row.pk in request.POST.getlist("customer")}
    if writes and form.is_valid():
        said = form.cleaned_data["words"].strip()
        noted = {pk: "\n\n".join(filter(None, [said, drafted(row, clock.now())])) for pk, row in marked.items()}
        if done := _done(request, form, noted):
            return done
    context = {
        "form": form, "rows": rows, "owner": owner, "marked": marked if writes else {row.pk for row in rows},
        "whose": mine.filter(owner=owner).count() if len(rows) == MANY else len(rows),
        "members": _members(), "most": MANY,
    }  # fmt: skip
    return render(request, "act/owners/many.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: HandOverForm, noted: dict[str, str]) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        made = owners.hand_over(request.user, noted, given["to"], from_at=form.moment, moves_along=given["moves_along"])
    except UserError as wrong:
        told_on(form, wrong, "to")
        return None
    says = "Handed over; both of them hear of it." if made.done_at else "It is carried out on that day."
    flash.done(request, says, undo=reverse("act:handover_undo", args=[made.pk]))
    return redirect("act:handover", made.pk)


@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """The latest handovers of customers that one may see."""
    access.require(request.user, "record.see")
    rows = OwnerChange.objects.select_related("to").order_by("-made_at", "-id")
    if not access.sees_all(request.user):
        rows = rows.filter(by=request.user.pk)
    return render(request, "act/owners/all.html", {"rows": rows[:SHOWN], "members": _members()})


@require_GET
def handover(request: HttpRequest, change: int) -> HttpResponse:
    """What a handover did: of each customer whose it was, what moved along, and a letter that tells them."""
    found = owners.one(request.user, change)
    rows = list(found.customers.select_related("customer").order_by("customer__name", "customer_id"))
    names = dict(Member.objects.filter(pk__in={row.before for row in rows}).values_list("pk", "name"))
    context = {"change": found, "rows": [(row, names.get(row.before or "", row.before or "nobody")) for row in rows]}
    return render(request, "act/owners/done.html", context)


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Take a handover back."""
    access.require(request.user, owners.ACT)
    try:
        owners.undo(request.user, change)
        flash.done(request, "Taken back: they are whose they were.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:handover", change)
