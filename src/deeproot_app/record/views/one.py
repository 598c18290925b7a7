"""One import: before it is run what would be done, while it runs how far it is, afterwards what became of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from deeproot.tables import TABLES
from deeproot_app.base import access, flash, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.forms import ReadAs, way_of
from deeproot_app.record.importing import apart, undo
from deeproot_app.record.importing.refused import COLUMNS, storable
from deeproot_app.record.importing.report import COUNTS
from deeproot_app.record.models import Batch, RefusedRow
from deeproot_app.record.safe import safe
from deeproot_app.record.uploads import waiting
from deeproot_app.record.uploads.look import in_page_words, look_at
from deeproot_app.record.uploads.standing import Standing, anybody_works, failed_undo, standing
from deeproot_app.record.uploads.work import import_later, rehearse_later, undo_later
from deeproot_app.record.views.found import importer, one

REFUSED_A_PAGE: Final = 25
UNDOABLE: Final = ("done", "failed", "interrupted", "undoing")
NEVER: Final = "It is not undone as a whole."
LEFT_APART: Final = "These columns are not known here: nothing is done with them."
LONGEST_ROW: Final = 400
"""Characters of a refused row that its page shows; the download has all of it."""


@require_GET
def import_(request: HttpRequest, batch: int) -> HttpResponse:
    """The import's own page."""
    importer(request)
    found = standing(one(batch))
    context: dict[str, Any] = {"standing": found, "batch": found.batch, "upload": found.upload}
    context |= {"idle": found.moving and not anybody_works(), "others": _others(found.batch)}
    if found.stage in ("waiting", "queued"):
        return render(request, "record/waiting.html", context | _preview(found))
    return render(request, "record/done.html", context | _result(request, found))


def _others(batch: Batch) -> int:
    return waiting.together(batch.group).count() - 1 if batch.group else 0


def _preview(found: Standing) -> dict[str, Any]:
    upload = found.upload
    if upload is None:
        return {}
    initial = {
        "way": way_of(upload.chosen),
        **{name: upload.options.get(name) for name in ("source", "creates_customers", "customer", "at")},
    }
    rehearsed = upload.rehearsed or {}
    return {
        "form": ReadAs(initial=initial, talks=bool((upload.look or {}).get("talks"))),
        "look": upload.look,
        "left_lead": LEFT_APART
        if (upload.look or {}).get("apart")
        else "Nothing is done with these: they stay in the raw rows, and can be mapped.",
        "counts": [(name, rehearsed[name]) for name in COUNTS] if "read" in rehearsed else [],
        "rehearsed": upload.rehearsed,
        "tables": [TABLES[name] for name in TABLES],
    }


def _result(request: HttpRequest, found: Standing) -> dict[str, Any]:
    batch, kind = found.batch, apart.named(found.batch.table)
    rows = RefusedRow.objects.filter(batch=batch)
    page = keyset.page(rows, ["line", "id"], request.GET, REFUSED_A_PAGE) if batch.refused else None
    return {
        "counts": [(name, getattr(batch, name)) for name in COUNTS],
        "page": page,
        "refused": [(row, " | ".join(row.cells)[:LONGEST_ROW]) for row in page.rows] if page else [],
        "notes": [in_page_words(note, "", batch.filename) for note in batch.notes],
        "may_undo": access.allows(request.user, "record.undo") and found.stage in UNDOABLE,
        "may_go_on": found.stage in ("failed", "interrupted") and waiting.ready(batch),
        "not_undone": failed_undo(batch) if found.stage not in ("undone", "undoing") else "",
        "look": found.upload.look if found.upload else None,
        "left": batch.settings.get("left_behind", []),
        "left_lead": LEFT_APART if kind else "Nothing was done with these: they are kept in the raw rows.",
        "apart": kind is not None,
    }


@require_GET
def progress(request: HttpRequest, batch: int) -> HttpResponse:
    """How far the work at it is; once nothing is under way, the page is asked for anew."""
    importer(request)
    found = standing(one(batch))
    if not request.headers.get("HX-Request"):
        return redirect("record:import", found.batch.pk)
    if not found.moving:
        answer: HttpResponse = HttpResponseClientRefresh()
        return answer
    return render(
        request, "record/progress.html", {"standing": found, "batch": found.batch, "idle": not anybody_works()}
    )


@require_POST
def choose(request: HttpRequest, batch: int) -> HttpResponse:
    """Read it another way: as another table, by a mapping, as of another source."""
    importer(request)
    found = one(batch)
    form = ReadAs(request.POST)
    if not form.is_valid():
        flash.failed(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
        return redirect("record:import", found.pk)
    try:
        upload = look_at(found, form.options())
    except UserError as wrong:
        flash.failed(request, wrong.message)
        return redirect("record:import", found.pk)
    if upload.look:
        rehearse_later(found.group)
    return redirect("record:import", found.pk)


@require_POST
def start(request: HttpRequest, batch: int) -> HttpResponse:
    """Import it, with the files that came with it, in the background."""
    user = importer(request)
    found = one(batch)
    if not any(waiting.ready(each) for each in waiting.together(found.group) if found.group):
        flash.failed(request, f"{found.filename} was imported already, or cannot be read as it is.")
    elif not import_later(found.group, user):
        flash.warn(request, "This import is under way already.")
    return _to(found)


@require_POST
def discard(request: HttpRequest, batch: int) -> HttpResponse:
    """Throw the upload away, and with it its file."""
    user = importer(request)
    found = one(batch)
    if waiting.discard([found], user):
        flash.done(request, f"{found.filename} is thrown away; nothing of it was imported.")
    else:
        flash.failed(request, "It was imported already. Undo it, if it is to go.")
        return redirect("record:import", found.pk)
    return _to(found) if found.group and waiting.together(found.group).exists() else redirect("record:imports")


def _to(batch: Batch) -> HttpResponse:
    """The page of the whole upload; that of the file, where it came alone."""
    several = bool(batch.group) and waiting.together(batch.group).exclude(pk=batch.pk).exists()
    return redirect("record:together", batch.group) if several else redirect("record:import", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, batch: int) -> HttpResponse:
    """What undoing it would do, or why it cannot be undone; a POST undoes it, in the background.

    Whether others built on it takes a look at all of its rows: the page is there before, and asks for that by itself.
    """
    user = importer(request)
    access.require(user, "record.undo")
    found = one(batch)
    if request.method == "POST":
        return _taken_back(request, user, found)
    looked = "look" in request.GET
    context: dict[str, Any] = {"batch": found, "looked": looked, "name": standing(found).name}
    kind = apart.named(found.table)
    context["title"] = NEVER if kind is not None and kind.stays else "It cannot be undone as things stand."
    context |= {"why": _why_not(found), "stays": undo.stays(found)} if looked else {}
    part = looked and request.headers.get("HX-Request")
    return render(request, "record/undo_part.html" if part else "record/undo.html", context)


def _why_not(batch: Batch) -> str:
    """Why an import cannot be undone, in a sentence; empty where it can."""
    found = standing(batch)
    if found.stage not in UNDOABLE:
        return f"Import {batch.pk} is {found.words}: there is nothing to undo."
    try:
        undo.refuse_built_upon(batch)
    except UserError as wrong:
        return wrong.message
    return ""


def _taken_back(request: HttpRequest, user: User, batch: Batch) -> HttpResponse:
    why = _why_not(batch)
    if why or not undo_later(batch, user):
        flash.failed(request, why or f"Import {batch.pk} is being undone already.")
    return redirect("record:import", batch.pk)


@require_GET
def refused(request: HttpRequest, batch: int) -> StreamingHttpResponse:
    """The refused rows as a CSV file: mended, it can be imported as it is. No spreadsheet runs a cell of it."""
    importer(request)
    found = one(batch)
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{found.pk}.csv"'
    return answer


class _Echo:
    """What a csv writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(batch: Batch) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow([*COLUMNS, *map(safe, storable(batch.header))])
    for row in RefusedRow.objects.filter(batch=batch).order_by("line", "id").iterator(2_000):
        yield writer.writerow([str(row.line), safe(row.column), safe(row.reason), *map(safe, row.cells)])
