"""The call list, and how a call comes onto it and leaves it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.act.briefs import reading
from deeproot_app.act.calls import begin as beginning
from deeproot_app.act.calls import listed
from deeproot_app.act.calls.whom import reachable
from deeproot_app.act.models import Call
from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment, in_zone
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer, Member


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to ring up now, whom later, whom not, and why."""
    access.require(request.user, "record.see")
    whose = request.GET.get("whose", "").replace("\x00", "")
    mine = request.user.member_id if isinstance(request.user, User) else ""
    member = {"": mine, "all": ""}.get(whose, whose)
    context = {
        "found": listed.call_list(request.user, clock.now(), member),
        "whose": whose,
        "mine": bool(mine),
        "members": Member.objects.order_by("name"),
        "names": dict(Member.objects.values_list("member_id", "name")),
        "may_log": access.allows(request.user, beginning.ACT),
    }
    return render(request, "act/calls.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a call: it stands on the list, its brief is open, and the record says who read it."""
    access.require(request.user, beginning.ACT)
    given = {name: request.POST.get(name, "").replace("\x00", "") for name in ("item", "promise", "call")}
    try:
        call = _meant(request, given)
    except UserError as wrong:
        told(request, wrong)
        return redirect(back(request, reverse("act:calls")))
    reading.open_brief(request.user, call.customer)
    return redirect("act:call", call.pk)


def _meant(request: HttpRequest, given: dict[str, str]) -> Call:
    if given["item"]:
        return beginning.from_item(request.user, given["item"])
    if given["promise"]:
        return beginning.for_promise(request.user, given["promise"])
    if not given["call"].isdecimal():
        raise UserError("Say which call: an item of Today, a promise, or one that stands on the list.")
    calls = Call.objects.select_related("customer__merged_into")
    return access.one(request.user, calls, "customer", pk=int(given["call"][:18]))


class AddCall(forms.Form):
    """A call that somebody wants to be made."""

    because = forms.CharField(
        label="Why should they be called?", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_id = forms.ChoiceField(label="Whom to ask for", required=False)
    member = forms.ModelChoiceField(
        Member.objects.order_by("name"), label="Who calls", required=False, empty_label="you, or who looks after them"
    )
    not_before = LocalMoment(label="Not before", required=False)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Put a customer on the list by hand, with why."""
    access.require(request.user, beginning.ACT)
    wanted = request.GET.get("customer", "").replace("\x00", "")
    rows = Customer.objects.select_related("merged_into")
    customer = whole(access.one(request.user, rows, pk=wanted))
    people = reachable({customer.pk: customer.ids})[customer.pk]
    form = AddCall(request.POST if request.method == "POST" else None)
    field = form.fields["contact_id"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "whoever has a number"), *((one.contact_id, f"{one.name}, {one.phone}") for one in people)]
    in_zone(form, reader.zone(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            call = beginning.by_hand(
                request.user, customer.pk, given["because"], contact_id=given["contact_id"],
                member_id=given["member"].pk if given["member"] else None, not_before=given["not_before"],
            )  # fmt: skip
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, f"{customer.name} is on the call list.", undo=reverse("act:call_drop", args=[call.pk]))
            return redirect("act:calls")
    context = {"form": form, "customer": customer, "people": people}
    return render(request, "act/call_add.html", context, status=422 if form.errors else 200)


@require_POST
def drop(request: HttpRequest, call: int) -> HttpResponse:
    """Take a call off the list."""
    return _moved(request, call, drops=True)


@require_POST
def put_back(request: HttpRequest, call: int) -> HttpResponse:
    """Put a call on the list again."""
    return _moved(request, call, drops=False)


def _moved(request: HttpRequest, call: int, *, drops: bool) -> HttpResponse:
    access.require(request.user, beginning.ACT)
    try:
        found = (beginning.drop if drops else beginning.put_back)(request.user, call)
        name = found.customer.leader.name
        if drops:
            flash.done(request, f"{name} is off the call list.", undo=reverse("act:call_put_back", args=[call]))
        else:
            flash.done(request, f"{name} is on the call list again.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("act:calls")))
