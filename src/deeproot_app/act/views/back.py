"""Where a page's buttons lead back to, and what a refusal becomes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from deeproot_app.base import flash
from deeproot_app.base.errors import UserError


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the button stood, if that is one of our own pages."""
    to = request.POST.get("back", "")
    return to if to and url_has_allowed_host_and_scheme(to, None) else otherwise


def told(request: HttpRequest, wrong: UserError) -> None:
    """Say what was not done; a refusal of rights is a page of its own."""
    if wrong.status == 403:
        raise wrong
    flash.failed(request, wrong.message)
