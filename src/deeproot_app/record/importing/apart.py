"""Which files are no tables of the record, told by their headers; and how such a file is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deeproot_app.record.consent.kept import CONSENTS
from deeproot_app.record.files.look import look
from deeproot_app.record.files.opened import FileError, opened
from deeproot_app.record.files.rows import Row, Rows
from deeproot_app.record.identity.files import LINKS
from deeproot_app.record.importing import further
from deeproot_app.record.importing.further import Kind
from deeproot_app.record.importing.kinds import plan_file
from deeproot_app.record.importing.mapping import Cell, Mapping, Target
from deeproot_app.record.importing.plan import Options, Planned
from deeproot_app.record.importing.recognise import OURS, normal
from deeproot_app.record.success.brought import PLANNED

EXPORTED: Final = (LINKS, CONSENTS, *PLANNED)
"""What an export writes beside the tables, in the order in which it is read: plans name what the others hold."""
LAST: Final = 5_000
"""The place of these files behind all tables."""
HEAD: Final = 1 << 16
UNQUOTED: Final = re.compile(r"[,;\t|]")


def kinds() -> tuple[Kind, ...]:
    """All kinds of files that are no tables of the record."""
    return (*EXPORTED, *further.KINDS)


def named(table: str) -> Kind | None:
    """The kind of which an import is; None for an import of a table."""
    return next((kind for kind in kinds() if kind.name == table), None)


@dataclass(frozen=True)
class PlannedApart(Planned):
    """A file that is no table of the record, ready to be read; or one of a table, for its columns of such a kind."""

    kind: Kind
    is_beside: bool = False

    @property
    def order(self) -> int:
        return LAST + kinds().index(self.kind)

    @property
    def settled(self) -> bool:
        """What was known may be gone since: the same file may give more."""
        return False

    def rows(self) -> Rows:
        return self._rows()


def plan_any(path: Path, options: Options, shown: str) -> Planned:
    """What will be done with a file, whatever it is; `plan_file` for all but these kinds. Raises FileError."""
    asked = options.table is not None or options.mapping is not None
    kind = None if asked else _of(_first_names(path))
    found = _plan(kind, path, shown) if kind else None
    return found or plan_file(path, options, shown)


def beside(planned: Planned) -> list[PlannedApart]:
    """What else is taken from a file of one of our tables, for columns that it has besides."""
    if type(planned) is not Planned:
        return []
    names = {normal(name) for name in planned.header}
    same = (planned.path, planned.shown, planned.look)
    return [
        PlannedApart(
            *same, _mapping(kind, planned.header), planned.header, planned.header_line, (), kind.name, planned.zone,
            kind=kind, is_beside=True,
        )
        for kind in kinds()
        if kind.is_beside(names)
    ]  # fmt: skip


def _of(names: set[str]) -> Kind | None:
    return next((kind for kind in kinds() if kind.is_one(names)), None)


def _first_names(path: Path) -> set[str]:
    """What a file names in its first line, likely: looked at before it is read whole. Nothing where it cannot be."""
    try:
        with opened(path) as (stream, _):
            head = stream.read(HEAD)
    except FileError:
        return set()
    lines = head.replace(b"\x00", b"").decode("utf-8-sig", "replace").splitlines()[:2]
    first = next((line for line in lines if not line.startswith("sep=")), "").replace('"', "")
    return {normal(name.lstrip("\ufeff\ufffd")) for name in UNQUOTED.split(first)}


def _plan(kind: Kind, path: Path, shown: str) -> PlannedApart | None:
    """The file as one of that kind; None where its header, read as it is written, is no such one."""
    found = look(path)
    rows = Rows(found)
    row = rows.row()
    if not isinstance(row, Row) or not kind.is_one({normal(name) for name in row.cells}):
        return None
    header = tuple(row.cells)
    _refuse_twice(kind, header, shown)
    left = tuple(name for name in header if name.strip() and normal(name) not in {*kind.columns, *OURS})
    return PlannedApart(
        path, shown, found, _mapping(kind, header), header, rows.line, left, kind.name, zone="UTC", kind=kind
    )


def _mapping(kind: Kind, header: tuple[str, ...]) -> Mapping:
    columns = {normal(name): Cell(name) for name in header if normal(name) in kind.columns}
    return Mapping(kind.name, (Target(kind.name, columns),), says=kind.says)


def _refuse_twice(kind: Kind, header: tuple[str, ...], shown: str) -> None:
    seen: set[str] = set()
    for name in map(normal, header):
        if name in seen and name in kind.columns:
            raise FileError(f"{shown}: the header names {name!r} twice; keep one of the two columns.")
        seen.add(name)
