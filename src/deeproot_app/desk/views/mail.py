"""The mail behind an interaction, as it came: who it was between, what is attached. Never a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from deeproot_app.channels.email import parse
from deeproot_app.channels.email.body import attached
from deeproot_app.channels.email.forwarded import BY, forwarded
from deeproot_app.channels.shapes import Received
from deeproot_app.desk.views.customer import of_one
from deeproot_app.record.importing.mail.kept import raw_mail
from deeproot_app.record.models import Customer, Interaction

INERT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
"""Whatever a file holds: where a browser shows it all the same, nothing in it runs, and it loads nothing."""


@dataclass(frozen=True)
class Mail:
    """A mail, for a page."""

    read: Received
    inner: Received | None
    """What it forwards, where that is what was recorded."""
    size: int

    @property
    def by(self) -> str:
        return self.inner.headers.get(BY, "") if self.inner else ""


@require_GET
@of_one
def mail(request: HttpRequest, found: Customer, interaction: str) -> HttpResponse:
    """Who it was between, when, by whom it was forwarded, whom it says that we could not reach, what is attached."""
    row, raw = _kept(found, interaction)
    read = parse(raw)
    if not isinstance(read, Received):
        raise Http404("That mail cannot be read.")
    inner = forwarded(raw, read) if f"email:{read.id}" != row.pk.partition("#")[0] else None
    shown = Mail(read, inner if isinstance(inner, Received) else None, len(raw))
    return render(request, "desk/mail.html", {"customer": found, "tab": "story", "row": row, "mail": shown})


@require_GET
@of_one
def attachment(request: HttpRequest, found: Customer, interaction: str, place: int) -> HttpResponse:
    """One attached file, to be kept on the disk of whoever asks: never shown, and never run."""
    _, raw = _kept(found, interaction)
    taken = attached(raw, place)
    if taken is None:
        raise Http404("Nothing is attached there.")
    told, data = taken
    answer = HttpResponse(data, content_type="application/octet-stream")
    name = told.name.replace("/", "-") or "attachment"  # one without a name is told by its kind: text/html
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = INERT
    answer["Cache-Control"] = "private, no-store"
    return answer


def _kept(customer: Customer, interaction: str) -> tuple[Interaction, bytes]:
    """The interaction and the mail that it was made of, where it is that customer's; else there is none."""
    row = Interaction.objects.select_related("text").filter(pk=interaction, customer__in=customer.ids).first()
    raw = raw_mail(row) if row else None
    if row is None or raw is None:
        raise Http404("No mail is kept of that.")
    return row, raw
