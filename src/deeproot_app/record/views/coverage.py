"""What we hold of each source, and what we do not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import keyset
from deeproot_app.record.coverage import sources
from deeproot_app.record.models import Coverage
from deeproot_app.record.views.found import importer


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Each source with what was seen, stored and refused of it, and its gaps on one scale of time."""
    importer(request)
    return render(request, "record/coverage.html", {"found": sources(request.GET.get("from", "").replace("\x00", ""))})


@require_GET
def source(request: HttpRequest, source: str) -> HttpResponse:
    """Every stretch of time that one source spoke of, the latest first."""
    importer(request)
    rows = Coverage.objects.filter(source=source).select_related("batch")
    page = keyset.page(rows, ["-from_at", "-id"], request.GET)
    if not page.rows and not rows.exists():
        raise Http404("There is no such source.")
    return render(request, "record/source.html", {"source": source, "page": page})
