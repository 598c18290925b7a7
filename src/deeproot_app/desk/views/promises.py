"""The promises: what we said we would do, by when, and what became of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import back, told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.fields import LocalMoment
from deeproot_app.desk import customers
from deeproot_app.desk import promises as listed
from deeproot_app.desk.forms import AddPromise
from deeproot_app.record import promises as said
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Change, Customer, Interaction, Member, Promise

LABELS = {
    "overdue": "Overdue",
    "due": "Due",
    "undated": "Without a day",
    "kept": "Kept",
    "kept_late": "Kept late",
    "withdrawn": "Withdrawn",
}


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """Promises in one state, of one colleague or of all."""
    access.require(request.user, "record.see")
    now, member = clock.now(), request.GET.get("member", "")
    counts = listed.counts(request.user, now, member)
    state: Any = request.GET.get("state", "")
    if state not in LABELS:
        state = next((name for name in ("overdue", "due", "undated") if counts[name]), "overdue")
    rest = f"&member={member}" if member else ""
    context = {
        "page": listed.promises(request.user, now, state, request.GET, member),
        "state": state,
        "label": LABELS[state],
        "tabs": [(name, label, f"?state={name}{rest}", counts[name]) for name, label in LABELS.items()],
        "members": Member.objects.order_by("name"),
        "member": member,
        "may_change": access.allows(request.user, "promise.change"),
        "total": sum(counts.values()),
        "now": now,
    }
    return render(request, "desk/promises.html", context)


@require_POST
def keep(request: HttpRequest, promise: str) -> HttpResponse:
    """Say that it was kept, now."""
    return _decided(request, lambda: said.keep(request.user, promise), "The promise is kept.")


@require_POST
def withdraw(request: HttpRequest, promise: str) -> HttpResponse:
    """Take it back, with a reason."""
    reason = request.POST.get("reason", "")
    return _decided(request, lambda: said.withdraw(request.user, promise, reason), "The promise is withdrawn.")


@require_POST
def hold(request: HttpRequest, promise: str) -> HttpResponse:
    """Put it off: the customer was told a new date."""
    access.require(request.user, "promise.change")
    access.one(request.user, Promise.objects.all(), "customer", promise_id=promise)
    field = LocalMoment()
    field.zone = reader.zone(request)

    def held() -> Change:
        try:
            new_due = field.clean(request.POST.get("new_due", ""))
        except ValidationError:
            raise UserError("Say until when the customer was put off: a day and a time.") from None
        return said.hold(request.user, promise, new_due)

    return _decided(request, held, "The promise was put off. It counts as one holding reply.")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A promise by hand: to whom first, then what and by when."""
    access.require(request.user, "promise.change")
    given = {name: request.GET.get(name, "").replace("\x00", "") for name in ("customer", "in", "q")}
    if not given["customer"]:
        found = customers.matching(request.user, customers.Wanted(search=given["q"])).order_by("name")[:12]
        return render(request, "desk/promise_whom.html", {"found": found, "q": given["q"]})
    customer = whole(access.one(request.user, Customer.objects.all(), pk=given["customer"]))
    message = _message(customer, given["in"])
    form = AddPromise(reader.zone(request), request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            change = said.add(
                request.user, customer.pk, told["text"], told["due_at"],
                made_in=message.pk if message else "", member_id=told["member"].pk if told["member"] else None,
            )  # fmt: skip
        except UserError as wrong:
            told_on(form, wrong)
        else:
            undo_at = reverse("desk:promise_undo", args=[change.pk])
            flash.done(request, f"Promised to {customer.name}.", undo=undo_at)
            return redirect(reverse("desk:customer", args=[customer.pk]))
    context = {"form": form, "customer": customer, "message": message}
    return render(request, "desk/promise_add.html", context, status=422 if form.errors else 200)


def _message(customer: Customer, pk: str) -> Interaction | None:
    """The message that it was made in, if it is one of theirs."""
    if not pk:
        return None
    found = Interaction.objects.select_related("text", "member").filter(customer__in=customer.ids, pk=pk).first()
    if found is None:
        raise Http404("There is no such message.")
    return found


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Put it back as it stood."""
    access.require(request.user, "promise.change")
    try:
        said.undo(request.user, change)
        flash.done(request, "Undone: the promise stands as it did.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("desk:promises")))


def _decided(request: HttpRequest, decide: Any, says: str) -> HttpResponse:
    access.require(request.user, "promise.change")
    try:
        change = decide()
        flash.done(request, says, undo=reverse("desk:promise_undo", args=[change.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("desk:promises")))
