"""Making a mapping: for each of our columns, which of theirs it comes from."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deeproot.tables import TABLES
from deeproot_app.base import audit, clock, flash
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.forms import OurColumn, OwnMapping, column_forms
from deeproot_app.record.importing import mapping as mappings
from deeproot_app.record.importing.plan import Options, name_of
from deeproot_app.record.models import Batch, FileMapping
from deeproot_app.record.uploads import files, own
from deeproot_app.record.uploads.guess import guess
from deeproot_app.record.uploads.look import look_at, samples
from deeproot_app.record.uploads.own import Wish
from deeproot_app.record.uploads.standing import standing
from deeproot_app.record.uploads.waiting import Upload
from deeproot_app.record.uploads.work import rehearse_later
from deeproot_app.record.views.found import importer, one


@require_http_methods(["GET", "HEAD", "POST"])
def own_mapping(request: HttpRequest, batch: int) -> HttpResponse:
    """A form with a row for each of our columns, guessed as well as can be; sent, it is saved and used at once."""
    user = importer(request)
    found = one(batch)
    upload = Upload.of(found)
    if upload is None or standing(found).stage != "waiting":
        flash.failed(request, "This import has begun already: how it is read can no longer be changed.")
        return redirect("record:import", found.pk)
    if (upload.look or {}).get("apart"):
        flash.warn(request, f"{found.filename} needs no mapping: its columns are known.")
        return redirect("record:import", found.pk)
    header, rows = samples(files.path_of(upload.file))
    if not header:
        flash.failed(request, upload.error or f"{found.filename} has no header that can be read.")
        return redirect("record:import", found.pk)
    table = _table(request, found)
    saved = _saved(upload)
    data = request.POST if request.method == "POST" else None
    head = OwnMapping(data, initial=_initial(found, upload, saved), replaces=saved.name if saved else "")
    columns = column_forms(table, header, _wishes(saved, table, header, rows), data)
    if data is not None and _save(request, user, found, table, header, head, columns):
        return redirect("record:import", found.pk)
    context: dict[str, Any] = {
        "batch": found, "head": head, "columns": columns, "table": TABLES[table], "tables": TABLES.values(),
        "samples": list(zip(header, _sample_cells(header, rows), strict=True)),
    }  # fmt: skip
    return render(request, "record/own_mapping.html", context, status=200 if data is None else 422)


def _table(request: HttpRequest, batch: Batch) -> str:
    """The table that is asked for, or what the file was taken for, or the most usual."""
    asked = request.GET.get("table") or request.POST.get("table") or batch.table
    return asked if asked in TABLES else "interactions"


def _saved(upload: Upload) -> FileMapping | None:
    """The mapping that the file is read by, where a person made it."""
    name = upload.chosen.mapping or (upload.look or {}).get("mapping")
    return FileMapping.objects.filter(name=name).first() if name else None


def _initial(batch: Batch, upload: Upload, saved: FileMapping | None) -> dict[str, Any]:
    known = saved.mapping if saved else {}
    return {
        "name": saved.name if saved else name_of(batch.filename),
        "source": known.get("source", upload.options.get("source") or ""),
        "creates_customers": known.get("creates_customers", upload.options.get("creates_customers", False)),
    }


def _wishes(saved: FileMapping | None, table: str, header: list[str], rows: list[list[str]]) -> dict[str, Wish]:
    if saved is not None:
        read = mappings.read(saved.mapping, saved.name)
        before = own.wishes_of(read, header) if read.main.table == table else None
        if before:
            return before
    return guess(table, header, rows)


def _sample_cells(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    """For each column of the file its first different cells."""
    found: list[list[str]] = [[] for _ in header]
    for row in rows:
        for cells, cell in zip(found, row, strict=False):
            shown = cell.strip()[:60]
            if shown and shown not in cells and len(cells) < 3:
                cells.append(shown)
    return found


def _save(
    request: HttpRequest, user: User, batch: Batch, table: str, header: list[str], head: OwnMapping,
    columns: list[OurColumn],
) -> bool:  # fmt: skip
    """Save the mapping under its name and read the file by it; False where something is wrong with it."""
    if not all([head.is_valid(), *(column.is_valid() for column in columns)]):
        return False
    said, name = head.cleaned_data, head.cleaned_data["name"]
    try:
        wishes = {column.column.name: column.wish() for column in columns}
        document = own.document(
            table, header, wishes, says=f"Made on a page for {batch.filename}.", source=said["source"],
            creates=said["creates_customers"],
        )  # fmt: skip
        mappings.read(document, name)
    except UserError as wrong:
        head.add_error(None, wrong.message)
        return False
    with transaction.atomic():
        row, _ = FileMapping.objects.update_or_create(
            name=name, defaults={"mapping": document, "made_by": user, "made_at": clock.now()}
        )
        audit.write(user, "mapping.save", row, name=name)
    if look_at(batch, Options(mapping=name, creates_customers=said["creates_customers"])).look:
        rehearse_later(batch.group)
    flash.done(request, f"The mapping “{name}” is saved, and {batch.filename} is read by it.")
    return True
