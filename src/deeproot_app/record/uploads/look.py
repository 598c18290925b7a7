"""What is seen in an uploaded file before anything is done with it: how it is written, what becomes of its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from deeproot.tables import TABLES
from deeproot_app.base.errors import UserError
from deeproot_app.record.files.look import look
from deeproot_app.record.files.objects import Objects, shape_of
from deeproot_app.record.files.rows import Row, Rows
from deeproot_app.record.importing import batches
from deeproot_app.record.importing.apart import PlannedApart, beside, plan_any
from deeproot_app.record.importing.mapping import EXTRAS, Cell, Target
from deeproot_app.record.importing.objects import PlannedObjects, is_objects
from deeproot_app.record.importing.plan import Options, Planned
from deeproot_app.record.importing.reading import READ
from deeproot_app.record.importing.recognise import columns_of, normal
from deeproot_app.record.importing.refused import storable
from deeproot_app.record.importing.run import left_behind
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads import files
from deeproot_app.record.uploads.waiting import Upload

FIRST_ROWS: Final = 6
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 120
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "whitespace": "blanks"}
TALKS: Final = ("transcript", "calendar")
NO_TABLES: Final = (*TALKS, "vcard")
"""Kinds of files that have no delimiter."""
COMMAND_WORDS: Final = (
    (re.compile(r"\s*\(--source NAME chooses another\)"), ""),
    (re.compile(r";? say which with --(as|mapping) [^\s.]+"), "; choose one below"),
    (re.compile(r"(Rename the columns|Give the file a header), or (give )?a mapping \(--mapping, docs/importing\.md\)"),
     r"\1, or map its columns here"),
    (re.compile(r"--source '"), "The source '"),
)  # fmt: skip
"""What a message says to somebody at the command line, and what it says on a page."""


def planned(batch: Batch) -> Planned:
    """The file of an upload, understood the way its owner chose. Raises UserError, in words for a page."""
    upload = Upload.of(batch)
    if upload is None:
        raise UserError("This import did not come through the browser; run it again where it came from.")
    path = files.path_of(upload.file)
    if not path.exists():
        raise UserError(f"{batch.filename} is no longer here; upload it again.")
    options = upload.chosen
    try:
        found = plan_any(path, options, batch.filename)
    except UserError as wrong:
        raise UserError(in_page_words(wrong.message, str(path), batch.filename)) from None
    if options.creates_customers:
        return replace(found, mapping=replace(found.mapping, creates_customers=True))
    return found


def in_page_words(message: str, path: str, name: str) -> str:
    """A message of an import for a reader of pages: the file by its own name, no options of commands."""
    message = message.replace(path, name) if path else message
    for pattern, words in COMMAND_WORDS:
        message = pattern.sub(words, message)
    return message


def look_at(batch: Batch, options: Options | None = None) -> Upload:
    """Look at the file anew, with other ``options`` where they are given, and keep what was seen with the batch."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        upload = Upload.of(batch)
        if upload is None or batch.state != Batch.State.WAITING:
            raise UserError("This import has begun already: how it is read can no longer be changed.")
        if options is not None:
            upload.options = {
                "table": options.table, "source": options.source, "mapping": options.mapping,
                "creates_customers": options.creates_customers, "customer": options.customer, "at": options.at,
            }  # fmt: skip
        upload.asked, upload.rehearsed, upload.look, upload.error = upload.asked + 1, None, None, ""
        batch.settings = {**batch.settings, "upload": vars(upload)}
        try:
            found = planned(batch)
            upload.look = seen(found)
            batch.table, batch.source, batch.sha256 = found.table, found.source, found.look.sha256
            batch.header = storable(found.header)
        except UserError as wrong:
            upload.error, batch.table = wrong.message, ""
            batch.header = storable(samples(files.path_of(upload.file), 0)[0])
        batch.save(update_fields=["table", "source", "sha256", "header"])
        upload.keep(batch)
    return upload


def seen(found: Planned) -> dict[str, Any]:
    """All that the preview shows, as JSON holds it."""
    before = batches.same_before(found)
    twin = before or Batch.objects.filter(sha256=found.look.sha256, state=Batch.State.DONE).order_by("-id").first()
    return {
        "order": found.order,
        "table": found.table,
        "mapping": found.mapping.name if found.mapping.header or found.mapping.says else "",
        "says": found.mapping.says,
        "source": found.source,
        "zone": found.zone,
        **of_kind(found),
        "mail": found.ledger is not None or found.mapping.name in NO_TABLES,
        "delimiter": _delimiter(found),
        "encoding": {"cp1252": "Windows-1252"}.get(found.look.encoding, found.look.encoding.upper()),
        "creates_customers": found.mapping.creates_customers,
        "notes": list(found.look.notes),
        "before": twin.pk if twin else None,
        "unchanged": before is not None,
        "columns": columns(found),
        "made": made(found),
        "read": read_from_text(found.mapping.main),
        "missing": [] if isinstance(found, PlannedApart) else missing(found.mapping.main),
        "left": left_behind(found),
        "talks": found.mapping.name in TALKS,
        "rows": first_rows(found),
    }


def of_kind(found: Planned) -> dict[str, Any]:
    """What is told of a file that is no table of the record, and of columns of such a kind in one that is."""
    if isinstance(found, PlannedApart):
        return {"apart": True, "stays": found.kind.stays, "beside": []}
    return {"apart": False, "stays": "", "beside": [also.kind.name for also in beside(found)]}


def _delimiter(found: Planned) -> str:
    if isinstance(found, PlannedObjects):
        return "none: JSON"
    if found.look.is_parquet:
        return "none: Parquet"
    return DELIMITERS.get(found.mapping.delimiter or found.look.delimiter, found.look.delimiter)


def columns(found: Planned) -> list[dict[str, Any]]:
    """Each column of the file: which of ours it becomes, or that it is left behind."""
    ours: dict[str, list[str]] = {}
    several = len(found.mapping.targets) > 1
    for target in found.mapping.targets:
        for name, cell in target.columns.items():
            for theirs in set(columns_of(cell)) - (set(cell.id_of) if not found.mapping.header else set()):
                ours.setdefault(normal(theirs), []).append(f"{target.table}.{name}" if several else name)
        for theirs in target.when:
            ours.setdefault(normal(theirs), []).append(f"which rows are {target.table}")
    mapping = found.mapping
    for told in mapping.tells:
        ours.setdefault(normal(told.column), []).append("told in the report")
    for theirs in (mapping.merged.column, mapping.merged.into) if mapping.merged else ():
        ours.setdefault(normal(theirs), []).append("which ids became one")
    for also in beside(found):
        ours.setdefault(also.kind.beside, []).append(also.kind.name)
    left = set(found.left_behind)
    return [
        {
            "theirs": storable([name.strip()])[0][:LONGEST_CELL],
            "ours": list(dict.fromkeys(ours.get(normal(name), []))),
            "left": name in left,
        }
        for name in found.header
        if name.strip()
    ]


def made(found: Planned) -> list[dict[str, str]]:
    """Our columns that no single column of the file gives: the same in every row, or made of several."""
    several = len(found.mapping.targets) > 1
    return [
        {"ours": f"{target.table}.{name}" if several else name, "how": how}
        for target in found.mapping.targets
        for name, cell in target.columns.items()
        if (how := _how(cell))
    ]


def _how(cell: Cell) -> str:
    if cell.constant is not None:
        return f"always “{cell.constant[:80]}”"
    if cell.template is not None:
        return f"“{cell.template[:80]}”"
    return "made from the content of the row" if cell.id_of else ""


def read_from_text(main: Target) -> list[str]:
    """Columns that are read from the words of an interaction, because the file does not give them."""
    if main.table != "interactions" or not {"subject", "body"} & main.columns.keys():
        return []
    return [name for name in READ if name not in main.columns]


def missing(main: Target) -> list[str]:
    """Our columns of which the file says nothing."""
    known = {*main.columns, *read_from_text(main), "recorded_seq"}
    if main.table == "interactions":
        known |= {"read_from_text"}
        known |= {"customer_id", "contact_id"} if "contact_email" in main.columns else set()
        known |= {"member_id"} if "member_email" in main.columns else set()
    every = (*TABLES[main.table].names, *EXTRAS.get(main.table, ()))
    return [name for name in every if name not in known and not name.endswith("_email")]


def first_rows(found: Planned) -> list[list[str]]:
    """The first rows as they stand in the file; long cells and many columns are cut."""
    return [storable(cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]) for row in found.first(FIRST_ROWS)]


def samples(path: Path, most: int = 200) -> tuple[list[str], list[list[str]]]:
    """The header of a file and its first rows, whatever table it is; both empty where it cannot be read."""
    try:
        if is_objects(path):
            found = look(path)
            shape = shape_of(found)
            return list(shape.columns), Objects(found, shape).first(most)
        rows = Rows(look(path))
    except UserError:
        return [], []
    header = rows.row()
    if not isinstance(header, Row):
        return [], []
    rows.width = len(header.cells)
    some = islice(iter(rows.row, None), most)
    return header.cells, [row.cells for row in some if isinstance(row, Row)]
