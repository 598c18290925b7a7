"""Connecting sources: which are connected and how they stand; one more; one of them, day by day."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from deeproot_app.base import access, flash, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Job
from deeproot_app.channels.shapes import Setting
from deeproot_app.record.arrivals import connecting, offers, undone
from deeproot_app.record.arrivals.asking import is_asked
from deeproot_app.record.arrivals.offers import Offer
from deeproot_app.record.arrivals.standing import days, standing, standings
from deeproot_app.record.connect_forms import ConnectForm
from deeproot_app.record.mailboxes import days as mailbox
from deeproot_app.record.models import Arrival, Connection
from deeproot_app.record.uploads.standing import anybody_works
from deeproot_app.record.views.found import LARGEST, importer

SHOWN: Final = {
    "unreadable": "In quarantine",
    "nobodys": "Nobody's",
    "waiting": "Waiting",
    "recorded": "Recorded",
    "ignored": "Left aside",
}
A_PAGE: Final = 25
LATEST: Final = 7
"""Days that are shown at once; the others wait behind a word."""
MADE: Final = "connect_made"
"""Where the session keeps a secret that was just made, until it was shown."""


@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """Every connection: what is known, what is missing."""
    importer(request)
    found = list(Connection.objects.order_by("name"))
    here = [one for one in found if one.state != Connection.State.REMOVED]
    context = {
        "rows": standings(here),
        "removed": [one for one in found if one.state == Connection.State.REMOVED],
        "offers": offers.offers(),
    }
    return render(request, "record/connect/list.html", context)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """What can be connected."""
    manager(request)
    return render(request, "record/connect/choose.html", {"offers": offers.offers()})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, channel: str) -> HttpResponse:
    """Connect one source: a form made of what its channel asks for."""
    user = manager(request)
    offer = _offer(channel)
    form = ConnectForm(request.POST or None, offer=offer)
    if request.method == "POST" and form.is_valid():
        try:
            made = connecting.add(user, offer, form.cleaned_data["name"], form.answers)
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            if made.made:
                request.session[MADE] = {"connection": made.connection.pk, "secrets": dict(made.made)}
            flash.done(request, f"{made.connection.name} is connected.")
            return redirect("connect:one", made.connection.pk)
    status = 422 if form.errors else 200
    return render(request, "record/connect/form.html", {"form": form, "offer": offer}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change how a source is reached."""
    user = manager(request)
    found = connection_of(number)
    offer = _offer(found.channel)
    form = ConnectForm(request.POST or None, offer=offer, kept=found)
    if request.method == "POST" and form.is_valid():
        connecting.change(user, found, form.answers)
        flash.done(request, f"{found.name} is changed.")
        return redirect("connect:one", found.pk)
    context = {"form": form, "offer": offer, "connection": found}
    return render(request, "record/connect/form.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One connection: how it stands, its days, its quarantine, and what is nobody's."""
    user = importer(request)
    found = connection_of(number)
    stands, told = standing(found), days(found)
    tab = request.GET.get("show", "")
    tab = tab if tab in SHOWN else next((name for name in SHOWN if stands.counts.get(name)), "unreadable")
    arrivals = Arrival.objects.filter(connection=found, state=tab).defer("data")
    context: dict[str, Any] = {
        "standing": stands,
        "connection": found,
        "may": access.allows(user, connecting.MANAGE),
        "job": under_way(found),
        "idle": not anybody_works(),
        "address": connecting.address_of(found),
        "made": _made(request, found),
        "facts": _facts(found),
        "days": told,
        "latest": told[:LATEST],
        "earlier": told[LATEST:],
        "folders": found.folders.order_by("name"),
        "missing": mailbox.gaps(found),
        "unlisted": mailbox.unlisted(found),
        "mailbox_days": mailbox.told(found),
        "mailbox_totals": mailbox.totals(found),
        "tabs": [(name, label, f"?show={name}", stands.counts.get(name, 0)) for name, label in SHOWN.items()],
        "tab": tab,
        "taken_back": tab == "ignored" and arrivals.filter(reason=undone.REASON).exists(),
        "page": keyset.page(arrivals.prefetch_related("awaited"), ["-id"], request.GET, A_PAGE),
    }
    return render(request, "record/connect/one.html", context)


@require_GET
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far asking or reading is; once neither is under way, the page is asked for anew."""
    importer(request)
    found = connection_of(number)
    if not request.headers.get("HX-Request"):
        return redirect("connect:one", found.pk)
    job = under_way(found)
    if job is None:
        answer: HttpResponse = HttpResponseClientRefresh()
        return answer
    context = {"connection": found, "job": job, "idle": not anybody_works()}
    return render(request, "record/connect/progress.html", context)


def manager(request: HttpRequest) -> Any:
    """The reader, who may connect sources. Raises NotSignedIn, NotAllowed."""
    access.require(request.user, connecting.MANAGE)
    return request.user


def connection_of(number: int) -> Connection:
    """The connection of that number. Raises Http404 where there is none."""
    found = Connection.objects.select_related("made_by").filter(pk=number).first() if number <= LARGEST else None
    if found is None:
        raise Http404("There is no such connection.")
    return found


def under_way(connection: Connection) -> Job | None:
    """The job that asks it, or reads what came of it."""
    keys = [f"ask {connection.pk}", f"take in {connection.pk}"]
    jobs = Job.objects.filter(key__in=keys, state__in=(Job.State.RUNNING, Job.State.WAITING))
    return jobs.order_by("state", "id").first()


def _offer(channel: str) -> Offer:
    try:
        return offers.offer(channel)
    except UserError:
        raise Http404("There is no such source.") from None


def _made(request: HttpRequest, connection: Connection) -> list[tuple[str, str]]:
    """Secrets that were just made: shown once, then gone."""
    kept = request.session.get(MADE)
    if not kept or kept.get("connection") != connection.pk:
        return []
    del request.session[MADE]
    labels = {setting.name: setting.label for setting in _settings(connection)}
    return [(labels.get(name, name), value) for name, value in kept["secrets"].items()]


def _settings(connection: Connection) -> list[Setting]:
    try:
        return list(offers.offer(connection.channel).settings)
    except UserError:
        return []


def _facts(connection: Connection) -> list[tuple[str, str]]:
    """What was answered, in the words of its form; no secret is among it."""
    found = []
    for setting in _settings(connection):
        value = str(connection.settings.get(setting.name, ""))
        if setting.kind != "secret" and value:
            found.append((setting.label, dict(setting.choices).get(value, value)[:200]))
    if is_asked(connection.channel):
        sample = connection.settings.get("sample")
        found.append(("Asked", "by nobody: it is of the sample" if sample else "by us, every few minutes"))
    return found
