"""What will be done with a file: which table it is, by which mapping, in which order among others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from deeproot.tables import TABLES
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.record.files.look import Look, look
from deeproot_app.record.files.opened import FileError, refuse_changed
from deeproot_app.record.files.rows import Block, Faulty, Row, Rows
from deeproot_app.record.importing import mapping as mappings
from deeproot_app.record.importing.mapping import Mapping
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.prepare import Preparing
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.recognise import NoColumn, Recognised, bound, normal, recognise
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.surveys import survey
from deeproot_app.record.shape import SHAPES

MOST_COLUMNS: Final = 20_000
LOOKED_AT: Final = 50
"""Rows in which the first values of a column are looked for."""
FIRST_VALUES: Final = 3
LONGEST_VALUE: Final = 80


class Blocks(Protocol):
    """What a file holds, in order, in blocks."""

    @property
    def position(self) -> int:
        """How many bytes lie behind."""

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """All of it, in blocks of about so many rows or characters."""


class Prepares(Protocol):
    """Turns the blocks of one file into values for each table."""

    skips_done: bool
    """Whether blocks that an earlier run has committed need not be read again."""
    prefixed: int
    """How many ids had no source."""
    aside: int
    """How many rows are left aside."""
    nobodys: set[int]
    """The places, in the block at hand, of refused rows that are no customer's: nothing is missing without them."""

    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        """The values of a block for each table, in order, and the rows that are refused (left in, to be dropped)."""

    def notes(self) -> list[str]:
        """What a person should know of how the rows were read."""


@dataclass(frozen=True)
class Options:
    """How a person asked for files to be read."""

    table: str | None = None
    source: str | None = None
    mapping: str | None = None
    creates_customers: bool = False
    customer: str | None = None
    """Whose the conversations of a transcript or a calendar are."""
    at: str | None = None
    """When a conversation began whose transcript does not say so."""


@dataclass(frozen=True)
class Planned:
    """One file, understood and ready to be read."""

    path: Path
    shown: str
    """The file as the person named it."""
    look: Look
    mapping: Mapping
    header: tuple[str, ...]
    header_line: int
    """The last line of the header; 0 where the file has none."""
    left_behind: tuple[str, ...]
    source: str
    zone: str

    @property
    def table(self) -> str:
        return self.mapping.main.table

    @property
    def order(self) -> int:
        """What must be there before others refer to it comes first."""
        tables = list(SHAPES)
        first = min(tables.index(target.table) for target in self.mapping.targets)
        return tables.index(self.table) * len(tables) + first

    @property
    def ledger(self) -> str | None:
        """The name under which the ledger tells of all that the file holds; None: of each id's source."""
        return None

    @property
    def settled(self) -> bool:
        """Whether the same bytes, read the same way into the same record, give nothing new."""
        return True

    def rows(self) -> Blocks:
        """The rows behind the header, from the first on."""
        return self._rows()

    def _rows(self) -> Rows:
        withheld = {normal(name) for name in self.mapping.withheld}
        places = [at for at, name in enumerate(self.header) if normal(name) in withheld]
        found = Rows(self.look, self.mapping.delimiter, withheld=places)
        if self.header_line:
            found.row()
        found.width = len(self.header)
        return found

    def first(self, most: int) -> list[list[str]]:
        """The cells of the first rows that can be read, under the header."""
        some = islice(iter(self._rows().row, None), most)
        return [row.cells for row in some if isinstance(row, Row)]

    def left_values(self) -> list[tuple[str, list[str]]]:
        """The columns that are left behind, each with its first values."""
        if not self.left_behind:
            return []
        rows = self.first(LOOKED_AT)
        places = {name: at for at, name in enumerate(self.header)}
        return [(name.strip(), _first_of(rows, places[name])) for name in self.left_behind if name in places]

    def preparing(self, store: Store, moments: Moments) -> Prepares:
        """What turns the rows into values."""
        return Preparing(self.mapping, self.header, self.source, moments, store)

    def refuse_changed(self) -> None:
        """Raise FileChanged where the file is no longer what was looked at."""
        refuse_changed(self.path, self.look.stamp)

    @property
    def fingerprint(self) -> dict[str, object]:
        """All that decides what the file's bytes become."""
        return {"mapping": repr(self.mapping), "source": self.source, "zone": self.zone, "header": list(self.header)}


def _first_of(rows: list[list[str]], place: int) -> list[str]:
    values = dict.fromkeys(value for row in rows if place < len(row) and (value := row[place].strip()))
    return [value[:LONGEST_VALUE] for value in islice(values, FIRST_VALUES)]


def plan(path: Path, options: Options, shown: str | None = None) -> Planned:
    """Look at a file and understand its header. Raises FileError or MappingError where it cannot be read."""
    shown = shown or str(path)
    if options.table is not None and options.table not in TABLES:
        raise UserError(f"--as {options.table}: there is no such table; there are {', '.join(TABLES)}.", exit_code=2)
    found = look(path)
    asked = mappings.named(options.mapping) if options.mapping else None
    rows = Rows(found, asked.delimiter if asked else None)
    if asked and asked.columns:
        header, line = asked.columns, 0
        understood = bound(asked, header, shown)
    else:
        header, line = _header(rows, shown)
        known = [] if options.table else mappings.all_mappings()
        understood = bound(asked, header, shown) if asked else _recognised(header, options, shown, known)
    return Planned(path, shown, found, **_settled(understood, options, shown), header=header, header_line=line)


def understand(header: tuple[str, ...], options: Options, shown: str) -> dict[str, Any]:
    """What a header says of how a file is read: all fields of Planned but the file and the header itself."""
    if options.mapping:
        understood = bound(mappings.named(options.mapping), header, shown)
    else:
        known = [] if options.table else mappings.all_mappings()
        understood = _recognised(header, options, shown, known)
    return _settled(understood, options, shown)


def _recognised(header: tuple[str, ...], options: Options, shown: str, known: Sequence[Mapping]) -> Recognised:
    """What a header is: one of our tables, of the mappings, or answers to a survey."""
    try:
        return recognise(header, shown, options.table, known)
    except FileError:
        found = survey(header) if options.table is None else None
        if found is None:
            raise
        return bound(found, header, shown)


def _settled(understood: Recognised, options: Options, shown: str) -> dict[str, Any]:
    mapping = understood.mapping
    return {
        "mapping": mapping,
        "left_behind": understood.left_behind,
        "source": source_of(options.source or mapping.source or name_of(shown)),
        "zone": mapping.timezone or Organisation.get().timezone,
    }


def _header(rows: Rows, shown: str) -> tuple[tuple[str, ...], int]:
    first = rows.row()
    if first is None:
        raise FileError(f"{shown} is empty: it has no header and no row.")
    if isinstance(first, Faulty):
        raise NoColumn(f"{shown}: the header cannot be read: {first.reason}.")
    header = tuple(first.cells)
    if len(header) > MOST_COLUMNS:
        raise FileError(f"{shown}: the header has {len(header):,} columns; at most {MOST_COLUMNS:,} are read.")
    return header, rows.line


def name_of(shown: str) -> str:
    """A source's name from a file's: without its ending, and without what a browser or an export date added."""
    name = Path(shown).name.casefold()
    name = re.sub(r"(\.(csv|tsv|tab|txt|gz|mbox|mbx|eml|json|jsonl|ndjson|vtt|ics|vcf))+$", "", name)
    name = re.sub(r"[\s_\-.]*(\(\d+\)|copy|\d[\d\-_.t:]*z?)$", "", name)
    return name or "file"


def source_of(name: str) -> str:
    """A source's name as ids carry it. Raises UserError for one that could not be found again before the colon."""
    name = name.strip()
    if not name or ":" in name or len(name) > 100:
        raise UserError(f"--source {name!r}: a source's name has 1 to 100 characters and no colon.", exit_code=2)
    return name


def in_order(planned: Iterable[Planned]) -> list[Planned]:
    return sorted(planned, key=lambda one: (one.order, one.shown))
