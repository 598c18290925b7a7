"""The organisation's settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deeproot_app.base import access, flash, profile
from deeproot_app.base.models import Organisation
from deeproot_app.base.views.forms import OrganisationForm


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """See and change what is true of the whole organisation."""
    access.require(request.user, "organisation.change")
    present = Organisation.objects.first() or Organisation()
    form = OrganisationForm(
        request.POST or None,
        initial={name: getattr(present, name) for name in OrganisationForm.base_fields}
        | {"domains": ", ".join(present.domains)},
    )
    if request.method == "POST" and form.is_valid():
        changed = profile.change_organisation(request.user, **form.cleaned_data)
        flash.done(request, "The organisation's settings are saved." if changed else "Nothing was different.")
        return redirect("base:organisation")
    return render(request, "base/organisation.html", {"form": form}, status=422 if form.errors else 200)
