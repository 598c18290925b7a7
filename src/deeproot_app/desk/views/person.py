"""One person's data at a customer: what is held of them, taken out in a file, or erased; and the certificates."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from deeproot_app.base import access, flash
from deeproot_app.base.errors import UserError
from deeproot_app.base.life import lives
from deeproot_app.desk.views.customer import of_one
from deeproot_app.record.identity.people import people
from deeproot_app.record.models import Contact, Customer, Erasure
from deeproot_app.record.person import erase, taken
from deeproot_app.record.person.rows import name_of
from deeproot_app.record.person.whom import find

MOST = 200
SURE = "erase"


@require_http_methods(["GET", "POST"])
def data(request: HttpRequest, customer: str) -> HttpResponse:
    """Whose data it may be, and of one of them what is held, by table; POST takes it out, or erases it."""
    access.require(request.user, taken.ACT)
    return _data(request, customer=customer)


@of_one
def _data(request: HttpRequest, found: Customer) -> HttpResponse:
    persons = people(found)
    if request.method == "POST":
        return _done(request, found)
    chosen = next((one.contact for one in persons if one.contact.pk == request.GET.get("person")), None)
    whole = found.kind == "person" and request.GET.get("person") == found.pk
    who = found.pk if whole else chosen.pk if chosen else ""
    tables = {name_of(model): taken.says(model) for model in lives()} if who else {}
    held = erase.preview(find(request.user, taken.ACT, who)) if who else {}
    context: dict[str, Any] = {
        "customer": found,
        "tab": "about",
        "persons": persons,
        "chosen": found if whole else chosen,
        "who": who,
        "held": [(name, tables[name], *counts) for name, counts in held.items()],
        "goes": sum(counts[erase.GONE] for counts in held.values()),
        "emptied": sum(counts[erase.EMPTIED] for counts in held.values()),
        "may_erase": access.allows(request.user, erase.ACT),
        "sure": SURE,
    }
    return render(request, "desk/person.html", context)


def _done(request: HttpRequest, found: Customer) -> HttpResponse:
    act = request.POST.get("do", "")
    if act == "erase":
        return _erased(request, found)
    if act == "export":
        return _taken(request, found)
    raise UserError("Say what is to be done with their data.")


def _whom(request: HttpRequest, found: Customer) -> str:
    """The person named in the form, of this customer; the customer itself where it is a person. Raises Http404."""
    asked = request.POST.get("person", "")
    if asked == found.pk and found.kind == "person":
        return found.pk
    return access.one(request.user, Contact.objects.filter(customer__in=found.ids), "customer", pk=asked).pk


def _taken(request: HttpRequest, found: Customer) -> HttpResponse:
    """The file itself, to be kept by whoever asks."""
    with TemporaryDirectory(prefix="deeproot-") as spare:
        file = Path(spare) / "person.zip"
        taken.take(request.user, _whom(request, found), file)
        answer = HttpResponse(file.read_bytes(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="person.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _erased(request: HttpRequest, found: Customer) -> HttpResponse:
    access.require(request.user, erase.ACT)
    if request.POST.get("sure", "").strip().lower() != SURE:
        raise UserError(f"Erasing cannot be taken back: type the word {SURE} beside it.")
    erasure = erase.ask(request.user, _whom(request, found))
    flash.done(request, "They are being erased, and are refused from now on. The certificate is below.")
    return redirect("desk:erasure", erasure.pk)


@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """Who was erased, the latest first: when, by whose hand, how many rows; never whom."""
    access.require(request.user, erase.ACT)
    rows = list(Erasure.objects.order_by("-asked_at")[:MOST])
    return render(request, "desk/erasures.html", {"rows": [(row, *erase.totals(row)) for row in rows], "most": MOST})


@require_GET
def erasure(request: HttpRequest, erasure: str) -> HttpResponse:
    """One certificate, table by table."""
    found = erase.one(request.user, erasure)
    return render(request, "desk/erasure.html", {"row": found, "told": erase.certificate(found)})
