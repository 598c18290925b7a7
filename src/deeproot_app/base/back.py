"""Where a page's buttons lead back to, and what a refusal becomes."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from deeproot_app.base import flash
from deeproot_app.base.errors import UserError


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the button stood, if that is one of our own pages."""
    return inside(request.POST.get("back", "")) or otherwise


def inside(address: str) -> str:
    """An address of one of our own pages; else none."""
    return address if url_has_allowed_host_and_scheme(address, None) else ""


def told(request: HttpRequest, wrong: UserError) -> None:
    """Say what was not done; a refusal of rights is a page of its own."""
    if wrong.status == 403:
        raise wrong
    flash.failed(request, wrong.message)


def told_on(form: BaseForm, wrong: UserError, field: str | None = None) -> None:
    """Say it on the form that asked for it, above it or beside one field; a refusal of rights is a page of its own."""
    if wrong.status == 403:
        raise wrong
    form.add_error(field, wrong.message)
