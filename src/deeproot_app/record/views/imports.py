"""The page where files come in, and what came in before."""

from __future__ import annotations

from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.tables import TABLES
from deeproot_app.base import audit, flash, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Batch, FileMapping
from deeproot_app.record.shape import SHAPES
from deeproot_app.record.uploads import files
from deeproot_app.record.uploads.look import look_at
from deeproot_app.record.uploads.standing import standings
from deeproot_app.record.uploads.waiting import discard, take_in
from deeproot_app.record.uploads.work import rehearse_later
from deeproot_app.record.views.found import LARGEST, importer

EXAMPLES: Final = files.EXAMPLES
FIRST: Final = ("customers", "interactions", "members", "contacts", "cases", "subscriptions", "purchases", "promises")
"""The tables in the order in which most people have them."""


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Files are dropped here; beneath, every import, the latest first."""
    importer(request)
    page = keyset.page(Batch.objects.select_related("made_by").defer("notes", "header"), ["-id"], request.GET, 25)
    context: dict[str, Any] = {
        "page": page,
        "rows": standings(page.rows),
        "empty": not page.rows and not page.previous and not page.next,
        "tables": [TABLES[name] for name in (*FIRST, *(name for name in SHAPES if name not in FIRST))],
        "mappings": FileMapping.objects.select_related("made_by").order_by("name"),
    }
    return render(request, "record/imports.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files, look at each, and show what would be done with them."""
    user = importer(request)
    given = request.FILES.getlist("files")
    if not given:
        flash.failed(request, "Choose one or several files first.")
        return redirect("record:imports")
    try:
        batches = take_in([one for one in given if not isinstance(one, list)], user)
    except UserError as wrong:
        flash.failed(request, wrong.message)
        return redirect("record:imports")
    try:
        seen = [look_at(batch) for batch in batches]
    except Exception:
        discard(batches, user)
        raise
    group = batches[0].group
    if any(one.look for one in seen):
        rehearse_later(group)
    if len(batches) == 1:
        return redirect("record:import", batches[0].pk)
    return redirect("record:together", group)


@require_GET
def example(request: HttpRequest, table: str) -> FileResponse:
    """A small file of one table, to see how it is written, and to try an import with."""
    importer(request)
    path = EXAMPLES / f"{table}.csv"
    if table not in TABLES:
        raise Http404("There is no such table.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


@require_POST
def forget_mapping(request: HttpRequest, mapping: int) -> HttpResponse:
    """Delete a saved mapping; what was imported with it stays."""
    user = importer(request)
    found = FileMapping.objects.filter(pk=mapping).first() if mapping <= LARGEST else None
    if found is None:
        raise Http404("There is no such mapping.")
    audit.write(user, "mapping.forget", found, name=found.name)
    name = found.name
    found.delete()
    flash.done(request, f"The mapping “{name}” is forgotten. What was imported with it stays.")
    return redirect(f"{reverse('record:imports')}#mappings")
