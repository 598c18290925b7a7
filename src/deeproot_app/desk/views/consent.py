"""Consent and objections of one customer: how they stand, the whole history with its proof, and recording them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deeproot_app.base import access, clock, flash
from deeproot_app.base.errors import UserError
from deeproot_app.desk import consent as told
from deeproot_app.desk.views.customer import of_one
from deeproot_app.plan.preferences import link
from deeproot_app.record import consent as ledger
from deeproot_app.record.consent.links import revoke
from deeproot_app.record.models import Contact, Customer

PURPOSES: Final = (("marketing", "marketing"), ("survey", "surveys"), ("all", "everything"))
CHANNELS: Final = (
    ("", "on every channel"),
    ("email", "by mail"),
    ("call", "by telephone"),
    ("sms", "by SMS"),
    ("letter", "by letter"),
)


@require_http_methods(["GET", "POST"])
@of_one
def consent(request: HttpRequest, found: Customer) -> HttpResponse:
    """How their consents stand, what the gate says now, and every word with its proof; POST records a word."""
    if request.method == "POST":
        access.require(request.user, "consent.change")
        done = ACTS.get(request.POST.get("do", ""))
        if done is None:
            raise UserError("Say what is to be recorded.")
        flash.done(request, done(request, found))
        return redirect("desk:consent", found.pk)
    people = told.persons(found)
    chosen = _chosen(request, [person.contact.pk for person in people])
    context: dict[str, Any] = {
        "customer": found,
        "tab": "about",
        "people": people,
        "chosen": chosen,
        "says": told.says(found, chosen, getattr(request.user, "member_id", None) or None, clock.now()),
        "history": told.history(found),
        "may_change": access.allows(request.user, "consent.change"),
        "may_lift": access.allows(request.user, "consent.lift"),
        "purposes": PURPOSES,
        "channels": CHANNELS,
        "own_page": _own_page(people, chosen),
    }
    return render(request, "desk/consent.html", context)


def _chosen(request: HttpRequest, contacts: list[str]) -> str | None:
    asked = request.GET.get("person", "")
    return asked if asked in contacts else contacts[0] if contacts else None


def _own_page(people: list[Any], chosen: str | None) -> str:
    contact = next((one.contact for one in people if one.contact.pk == chosen), None)
    return link(contact.pk, contact.customer_id, contact.email)[1] if contact and contact.email else ""


def _whom(request: HttpRequest, found: Customer) -> dict[str, str]:
    """The person named in the form, of this customer; the whole customer where it names nobody."""
    person = request.POST.get("person", "")
    if not person:
        return {"customer_id": found.pk}
    contact = access.one(request.user, Contact.objects.filter(customer__in=found.ids), "customer", pk=person)
    return {"contact_id": contact.pk}


def _object(request: HttpRequest, found: Customer) -> str:
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    proof = request.POST.get("proof", "")
    ledger.objected(request.user, purpose=purpose, channel=channel, proof=proof, **_whom(request, found))  # type: ignore[arg-type]
    return "Their objection holds from now on."


def _mark(request: HttpRequest, found: Customer) -> str:
    ledger.do_not_contact(request.user, reason=request.POST.get("proof", ""), **_whom(request, found))
    return "Marked: nobody of us contacts them."


def _lift(request: HttpRequest, found: Customer) -> str:
    ledger.lift(request.user, request.POST.get("consent", ""), request.POST.get("proof", ""))
    return "The mark is lifted."


def _consent(request: HttpRequest, found: Customer) -> str:
    whom = _whom(request, found)
    if "contact_id" not in whom:
        raise UserError("A consent is one person's: say whose.")
    purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
    words, proof = request.POST.get("words", ""), request.POST.get("proof", "")
    ledger.consented(
        request.user, contact_id=whom["contact_id"], purpose=purpose, channel=channel, words=words, proof=proof
    )
    return "Their consent is recorded, with its proof."


def _revoke(request: HttpRequest, found: Customer) -> str:
    whom = _whom(request, found)
    if "contact_id" not in whom:
        raise UserError("Say whose links are to be revoked.")
    revoke(request.user, whom["contact_id"])
    return "The links to their preferences that were given out are no longer good."


ACTS: Final[dict[str, Callable[[HttpRequest, Customer], str]]] = {
    "object": _object,
    "mark": _mark,
    "lift": _lift,
    "consent": _consent,
    "revoke": _revoke,
}
