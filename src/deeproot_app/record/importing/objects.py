"""A JSON file as a table: its objects are the rows, and what is in them the columns (files/objects.py)."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from deeproot_app.record.files.look import Look, look
from deeproot_app.record.files.objects import ENDINGS, Objects, Shape, is_json, shape_of
from deeproot_app.record.files.opened import FileChanged, FileError, opened
from deeproot_app.record.importing.plan import Options, Planned, understand
from deeproot_app.record.importing.recognise import NoColumn

HEAD: Final = 4_096


@dataclass(frozen=True)
class PlannedObjects(Planned):
    """A JSON file, understood and ready to be read."""

    shape: Shape

    def rows(self) -> Objects:
        return Objects(self.look, self.shape)

    def first(self, most: int) -> list[list[str]]:
        return self.rows().first(most)


def is_objects(path: Path) -> bool:
    """Whether a file is JSON, by its ending or by how it begins."""
    if Path(path.name.casefold().removesuffix(".gz")).suffix in ENDINGS:
        return True
    try:
        with opened(path) as (stream, _):
            head = stream.read(HEAD)
    except FileError:
        return False
    return is_json(head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace"))


def plan_objects(path: Path, options: Options, shown: str) -> PlannedObjects:
    """Look at a JSON file and understand what is in its objects. Raises FileError or MappingError."""
    found = look(path)
    try:
        shape = shape_of(found)
        settled = understand(shape.columns, options, shown)
    except FileChanged:
        raise
    except FileError as fault:
        raise NoColumn(fault.message) from None  # a folder holds JSON files of many kinds
    return PlannedObjects(
        path, shown, _noted(found, shape), **settled, header=shape.columns, header_line=0, shape=shape
    )


def _noted(found: Look, shape: Shape) -> Look:
    if not shape.others:
        return found
    names = ", ".join(repr(name[:40]) for name in shape.others[:5])
    note = f"Beside {shape.of!r} the file has other lists, which were not read: {names}."
    return replace(found, notes=(*found.notes, note))
