"""How a file of others is read: which of its columns is which of ours.

A mapping is a JSON document (docs/importing.md). The canonical files need none: theirs is made from their header.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deeproot.tables import TABLES
from deeproot_app.base.errors import UserError
from deeproot_app.record.files.rows import WHITESPACE
from deeproot_app.record.importing.words import zone

BUILT_IN: Final = Path(__file__).parent.parent / "mappings"
EXTRAS: Final = {"interactions": ("contact_email", "member_email", "subject", "body", "read_from_text")}
"""What a file may give beside a table's own columns."""
CELL: Final = {
    "from",
    "is",
    "text",
    "id",
    "join",
    "last",
    "before",
    "pattern",
    "words",
    "otherwise",
    "format",
    "decimal",
    "months_before",
    "when",
}
MAPPING: Final = {
    "says",
    "header",
    "columns",
    "delimiter",
    "source",
    "timezone",
    "creates_customers",
    "tables",
    "tells",
    "merged",
    "withheld",
}
TELLS: Final = {"column", "words", "says"}
LANDS: Final = {"state", "purpose", "channel"}
PURPOSES: Final = ("marketing", "survey", "tracking", "all")
KINDS: Final = ("customer", "contact")
KEEPS: Final = ("first", "earliest", "latest")


class MappingError(UserError):
    """A mapping that does not hold together: which, where, and what it may be."""


@dataclass(frozen=True)
class Cell:
    """Where the text of one of our columns comes from, and what is done to it on the way."""

    column: str | None = None
    """A column of the file."""
    others: tuple[str, ...] = ()
    """Columns that are asked in turn where that one is empty, or the file has it not."""
    constant: str | None = None
    template: str | None = None
    """Text with `{column}` in it."""
    join: tuple[str, ...] = ()
    """Columns of which those that are not empty are joined by a blank; after ``column``, the last that is asked."""
    last: tuple[str, ...] = ()
    """Columns that are asked in turn where all of those say nothing."""
    before: str = ""
    """What is put before a text that is not empty."""
    id_of: tuple[str, ...] = ()
    """Columns whose content makes an id; identical rows are told apart by their count."""
    pattern: str | None = None
    """An RE2 pattern; what its group matches is the value, nothing where it does not match."""
    words: AnyMapping[str, str] | None = None
    """What stands for what; a word that is not among them becomes ``otherwise``, or stays."""
    otherwise: str | None = None
    format: tuple[str, ...] = ()
    """How a time is written, in strptime's words, or `unix`, `unix_ms`, `iso`, `slashes`; of several the first that
    fits."""
    decimal: str = "."
    """What stands before the decimals: a point, or a comma."""
    months_before: str | None = None
    """The cell is a number of months, and the value the moment so long before this one."""
    when: AnyMapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Empty but in rows whose column has one of these words."""


@dataclass(frozen=True)
class Target:
    """One table that every row of the file gives something to."""

    table: str
    columns: AnyMapping[str, Cell]
    keep: AnyMapping[str, str] = field(default_factory=dict)
    """Columns of which the first, earliest or latest value of many rows is kept."""
    when: AnyMapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Only rows whose column has one of these words."""
    counted: bool = False
    """Whether rows of the file are counted by this table; where none says so, by the last."""


@dataclass(frozen=True)
class Told:
    """What is told of a column that is no column of ours: of consent, which goes into its ledger, or what is left."""

    column: str
    words: tuple[str, ...]
    """Of rows whose cell is one of these."""
    says: str
    """The sentence, with the number of rows at `{n}`."""
    state: str = ""
    """What it is in the consent ledger (`objected`, `consented`); empty for what has no place there either."""
    purpose: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Merge:
    """Where a file says that what had one id has become part of another."""

    kind: str
    """`customer` or `contact`."""
    column: str
    """The column of the id that was given up."""
    into: str
    """The column of the id that stays; rows where it is empty say nothing."""


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read."""

    name: str
    targets: tuple[Target, ...]
    says: str = ""
    header: tuple[tuple[str, ...], ...] = ()
    """The columns by which such a file is recognised, each under any of its names; empty where it has none, or is asked
    for by name.

    Other columns that the mapping reads may be absent: ours stay empty then.
    """
    columns: tuple[str, ...] = ()
    """The columns of a file without a header, in order."""
    delimiter: str | None = None
    source: str | None = None
    timezone: str | None = None
    creates_customers: bool = False
    """Whether a customer that is not recorded is created by its id, instead of the row being refused."""
    tells: tuple[Told, ...] = ()
    merged: Merge | None = None
    withheld: tuple[str, ...] = ()
    """Columns that are never read nor kept, such as whole card numbers."""

    @property
    def main(self) -> Target:
        """What a row of the file is counted as: the table that says so, or the last."""
        return next((one for one in self.targets if one.counted), self.targets[-1])


def named(name: str) -> Mapping:
    """The mapping of that name: saved by a person, or one of ours; or the one in that JSON file.

    Raises MappingError where there is none, and where it does not hold together.
    """
    from deeproot_app.record.models import FileMapping

    if name.endswith(".json"):
        return _from_file(Path(name))
    if saved := FileMapping.objects.filter(name=name).first():
        return read(saved.mapping, saved.name)
    if (path := BUILT_IN / f"{name}.json").is_file() and "/" not in name:
        return _from_file(path)
    known = ", ".join([*built_in(), *FileMapping.objects.values_list("name", flat=True)])
    raise MappingError(f"There is no mapping {name!r}; there are {known}. Or give a file that ends in .json.")


def built_in() -> list[str]:
    return sorted(path.stem for path in BUILT_IN.glob("*.json"))


def all_mappings() -> list[Mapping]:
    """Every mapping there is, those that people saved first."""
    from deeproot_app.record.models import FileMapping

    saved = [read(row.mapping, row.name) for row in FileMapping.objects.order_by("name")]
    return [*saved, *(_from_file(BUILT_IN / f"{name}.json") for name in built_in())]


def _from_file(path: Path) -> Mapping:
    try:
        return read(json.loads(path.read_text(encoding="utf-8")), path.stem)
    except OSError as fault:
        raise MappingError(f"The mapping {path} cannot be read: {fault.strerror}.") from None
    except ValueError as fault:
        raise MappingError(f"The mapping {path} is no JSON document: {fault}.") from None


def read(document: Any, name: str) -> Mapping:
    """A mapping from its JSON document. Raises MappingError, which names the place, where it does not hold together."""
    place = f"The mapping {name!r}"
    if not isinstance(document, dict) or not isinstance(document.get("tables"), list) or not document["tables"]:
        raise MappingError(f"{place} has no list `tables`; docs/importing.md shows one.")
    _check_reading(document, place)
    _refuse_unknown(document, MAPPING, place)
    return Mapping(
        name=name,
        says=str(document.get("says", "")),
        header=tuple((one,) if isinstance(one, str) else tuple(one) for one in document.get("header", ())),
        columns=tuple(document.get("columns", ())),
        delimiter=document.get("delimiter"),
        source=document.get("source"),
        timezone=document.get("timezone"),
        creates_customers=bool(document.get("creates_customers", False)),
        tells=tuple(_told(one, f"{place}, tells[{at}]") for at, one in enumerate(document.get("tells", ()))),
        merged=_merge(document.get("merged"), place),
        withheld=tuple(document.get("withheld", ())),
        targets=tuple(_target(part, f"{place}, tables[{at}]") for at, part in enumerate(document["tables"])),
    )


def _check_reading(document: dict[str, Any], place: str) -> None:
    """Refuse a zone or a delimiter that there is not."""
    try:
        if document.get("timezone") is not None:
            zone(document["timezone"])
    except ValueError as fault:
        raise MappingError(f"{place}: {fault}") from None
    delimiter = document.get("delimiter") or ","
    if len(delimiter) != 1 and delimiter != WHITESPACE:
        raise MappingError(f"{place}: the delimiter is one character, or {WHITESPACE!r}.")


def _told(given: Any, place: str) -> Told:
    if not isinstance(given, dict) or not TELLS <= set(given) <= TELLS | LANDS:
        raise MappingError(f"{place}: needs `column`, `words` and `says`; may have {', '.join(sorted(LANDS))}.")
    landing = [str(given.get(name, "")) for name in ("state", "purpose", "channel")]
    if landing[0] and (landing[0] not in ("objected", "consented") or landing[1] not in PURPOSES):
        raise MappingError(
            f"{place}: `state` must be objected or consented, and `purpose` one of {', '.join(PURPOSES)}."
        )
    return Told(str(given["column"]), tuple(map(str, given["words"])), str(given["says"]), *landing)


def _merge(given: Any, place: str) -> Merge | None:
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) != {"kind", "from", "into"} or given["kind"] not in KINDS:
        raise MappingError(f"{place}: `merged` needs `kind` ({' or '.join(KINDS)}), `from` and `into`.")
    return Merge(given["kind"], str(given["from"]), str(given["into"]))


def _target(part: Any, place: str) -> Target:
    if not isinstance(part, dict) or part.get("table") not in TABLES:
        raise MappingError(f"{place}: `table` must be one of {', '.join(TABLES)}.")
    _refuse_unknown(part, {"table", "columns", "keep", "when", "counted"}, place)
    table = part["table"]
    columns = {name: _cell(given, f"{place}, {name}") for name, given in part.get("columns", {}).items()}
    _refuse_unknown(columns, {*TABLES[table].names, *EXTRAS.get(table, ())} - {"recorded_seq"}, place)
    keep = dict(part.get("keep", {}))
    if wrong := [name for name, how in keep.items() if name not in columns or how not in KEEPS]:
        raise MappingError(
            f"{place}: keep {wrong[0]!r} must name one of its columns, and be one of {', '.join(KEEPS)}."
        )
    return Target(table, columns, keep, _when(part), bool(part.get("counted", False)))


def _check_pattern(pattern: str, place: str) -> None:
    try:
        found = re.compile(pattern)
    except re.error as fault:
        raise MappingError(f"{place}: the pattern {pattern!r} does not hold together: {fault}.") from None
    if found.groups != 1 or len(found.groupindex) != 1:
        raise MappingError(
            f"{place}: the pattern {pattern!r} needs one group with a name, (?P<value>...), and no other."
        )


def _when(given: Any) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in given.get("when", {}).items()}


def _cell(given: Any, place: str) -> Cell:
    """A column's name alone, or an object that says more."""
    if isinstance(given, str):
        return Cell(column=given)
    if not isinstance(given, dict):
        raise MappingError(f"{place}: must be the name of a column of the file, or an object.")
    _refuse_unknown(given, CELL, place)
    named = given.get("from")
    columns: list[str] = named if isinstance(named, list) else [named] if named is not None else []
    cell = Cell(
        column=columns[0] if columns else None,
        others=tuple(columns[1:]),
        join=tuple(given.get("join", ())),
        last=tuple(given.get("last", ())),
        before=str(given.get("before", "")),
        constant=given.get("is"),
        template=given.get("text"),
        id_of=tuple(given.get("id", ())),
        pattern=given.get("pattern"),
        words=given.get("words"),
        otherwise=given.get("otherwise"),
        format=_formats(given.get("format")),
        decimal=given.get("decimal", "."),
        months_before=given.get("months_before"),
        when=_when(given),
    )
    told = (cell.column or cell.join or None, cell.constant, cell.template, cell.id_of or None)
    if sum(part is not None for part in told) != 1:
        raise MappingError(f"{place}: say exactly one of `from` (or `join`), `is`, `text` and `id`.")
    if cell.pattern is not None:
        _check_pattern(cell.pattern, place)
    return cell


def _formats(given: Any) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _refuse_unknown(given: AnyMapping[str, object], known: set[str], place: str) -> None:
    if unknown := sorted(set(given) - known):
        raise MappingError(f"{place}: {unknown[0]!r} is not known here; known are {', '.join(sorted(known))}.")
