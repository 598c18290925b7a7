"""Webhooks: whom we tell what happened, what became of each message, and sending one again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.api.models import Delivery, Endpoint
from deeproot_app.api.webhooks import endpoints, types
from deeproot_app.base import access, clock, flash, keyset
from deeproot_app.base.errors import UserError

STATES = [("", "All"), ("waiting", "Waiting"), ("done", "Taken"), ("given_up", "Given up")]
EVENTS = [("*", "everything"), *((name, f"{name}: {says}") for name, says in types.TYPES.items())]
TONES = {"waiting": "warn", "done": "good", "given_up": "bad"}


class EndpointForm(forms.Form):
    """Where and of what to tell."""

    name = forms.CharField(max_length=100, help_text="Such as: the data warehouse, our chat.")
    address = forms.CharField(
        label="Address", max_length=2_000, help_text="It is sent a POST: https://example.org/hooks/deeproot"
    )
    types = forms.MultipleChoiceField(
        label="Of what?",
        choices=EVENTS,
        widget=forms.CheckboxSelectMultiple,
    )
    old_too = forms.BooleanField(
        label="Also what happened more than 30 days before it was recorded",
        required=False,
        help_text="An import of earlier years would tell all of it.",
    )


class ChangeForm(EndpointForm):
    """The same, of one that is there; patterns that a command gave it (`promise.*`) can be chosen too."""

    name = None  # type: ignore[assignment]

    def __init__(self, endpoint: Endpoint, data: Any = None) -> None:
        present = {"address": endpoint.address, "types": endpoint.types, "old_too": endpoint.old_too}
        super().__init__(data, initial=present)
        field = self.fields["types"]
        assert isinstance(field, forms.MultipleChoiceField)
        own = [(name, f"{name}: all of these") for name in endpoint.types if name not in dict(EVENTS)]
        field.choices = [EVENTS[0], *own, *EVENTS[1:]]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every endpoint and how it stands."""
    access.require(request.user, endpoints.ACT)
    rows = [(one, endpoints.host_of(one.address)) for one in Endpoint.objects.order_by("name")[:200]]
    return render(request, "api/webhooks.html", {"rows": rows, "now": clock.machine()})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new endpoint; its secret is shown on the answer itself, and never again."""
    access.require(request.user, endpoints.ACT)
    form = EndpointForm(request.POST if request.method == "POST" else None, initial={"types": ["*"]})
    if form.is_valid():
        given = form.cleaned_data
        try:
            endpoint, secret = endpoints.add(
                request.user, given["name"], given["address"], given["types"], old_too=given["old_too"]
            )
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            return render(request, "api/webhook_secret.html", {"endpoint": endpoint, "secret": secret})
    return render(request, "api/webhook_add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint, and its deliveries, the latest first."""
    access.require(request.user, endpoints.ACT)
    endpoint = get_object_or_404(Endpoint, pk=pk)
    return render(request, "api/webhook.html", _found(request, endpoint))


def _found(request: HttpRequest, endpoint: Endpoint, form: ChangeForm | None = None) -> dict[str, Any]:
    state = request.GET.get("state", "")
    rows = Delivery.objects.filter(endpoint=endpoint).select_related("event")
    if state in TONES:
        rows = rows.filter(state=state)
    return {
        "endpoint": endpoint,
        "host": endpoints.host_of(endpoint.address),
        "form": form or ChangeForm(endpoint),
        "page": keyset.page(rows, ("-id",), request.GET, size=50),
        "tabs": [(name, label, f"?state={name}") for name, label in STATES],
        "state": state,
        "tones": TONES,
        "now": clock.machine(),
    }


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another address, or other events."""
    access.require(request.user, endpoints.ACT)
    endpoint = get_object_or_404(Endpoint, pk=pk)
    form = ChangeForm(endpoint, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            endpoints.change(request.user, endpoint, given["address"], given["types"], old_too=given["old_too"])
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            flash.done(request, f"“{endpoint}” is changed.")
            return redirect("api:webhook", pk=pk)
    endpoint.refresh_from_db()
    return render(request, "api/webhook.html", _found(request, endpoint, form), status=422)


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Send nothing for now."""
    return _done(request, pk, endpoints.pause, "“{}” is paused; what happens waits for it.")


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again."""
    return _done(request, pk, endpoints.resume, "“{}” is told again, what waited first.")


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that says nothing of anybody."""
    return _done(request, pk, endpoints.send_test, "A test message is on its way to “{}”; it stands below.")


def _done(
    request: HttpRequest, pk: int, act: Callable[[access.Actor, Endpoint], object], says: str
) -> HttpResponse:  # fmt: skip
    access.require(request.user, endpoints.ACT)
    endpoint = get_object_or_404(Endpoint, pk=pk)
    act(request.user, endpoint)
    flash.done(request, says.format(endpoint))
    return redirect("api:webhook", pk=pk)


@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret, shown once; for a day the old one signs too."""
    access.require(request.user, endpoints.ACT)
    endpoint = get_object_or_404(Endpoint, pk=pk)
    secret = endpoints.rotate(request.user, endpoint)
    return render(request, "api/webhook_secret.html", {"endpoint": endpoint, "secret": secret, "rotated": True})


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing any more."""
    access.require(request.user, endpoints.ACT)
    endpoint = get_object_or_404(Endpoint, pk=pk)
    endpoints.remove(request.user, endpoint)
    flash.done(request, f"“{endpoint}” is told nothing any more.")
    return redirect("api:webhooks")


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    access.require(request.user, endpoints.ACT)
    delivery = Delivery.objects.select_related("endpoint", "event").filter(pk=pk).first()
    if delivery is None:
        raise Http404("There is no such delivery.")
    endpoints.replay(request.user, delivery)
    flash.done(request, "The message is sent once more, under the same id.")
    return redirect("api:webhook", pk=delivery.endpoint_id)
