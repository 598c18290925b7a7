"""A mapping that a person makes on a page: for each of our columns, where in their file it comes from."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from deeproot.tables import TABLES, Column
from deeproot_app.base.errors import UserError
from deeproot_app.record.importing.mapping import EXTRAS, Cell, Mapping
from deeproot_app.record.importing.recognise import NEEDED, normal

LEAVE, ALWAYS, MADE = "", "always", "made"
THEIRS: Final = "theirs-"
NAMED_ELSEWHERE: Final = frozenset({"customers", "contacts", "members", "resources"})
"""Tables whose ids other files refer to: an id made of the row's content would be known to none of them."""
TIMES: Final = {
    "": "2026-12-31 14:05 (ISO 8601)",
    "%d.%m.%Y %H:%M": "31.12.2026 14:05",
    "%d.%m.%Y %H:%M:%S": "31.12.2026 14:05:00",
    "%d.%m.%Y": "31.12.2026",
    "%d/%m/%Y %H:%M": "31/12/2026 14:05 (day first)",
    "%d/%m/%Y %H:%M:%S": "31/12/2026 14:05:00 (day first)",
    "%d/%m/%Y": "31/12/2026 (day first)",
    "%m/%d/%Y %H:%M": "12/31/2026 14:05 (month first)",
    "%m/%d/%Y %H:%M:%S": "12/31/2026 14:05:00 (month first)",
    "%m/%d/%Y %I:%M %p": "12/31/2026 2:05 PM (month first)",
    "%m/%d/%Y": "12/31/2026 (month first)",
    "%Y/%m/%d %H:%M:%S": "2026/12/31 14:05:00",
    "%Y%m%d": "20261231",
    "unix": "1798725900 (seconds since 1970)",
    "unix_ms": "1798725900000 (milliseconds since 1970)",
}
"""How times are written, each with an example."""


@dataclass(frozen=True)
class Wish:
    """Where one of our columns comes from."""

    source: str = LEAVE
    """LEAVE, ALWAYS (the same in every row), MADE (an id of the row's content), or THEIRS and the column's place."""
    constant: str = ""
    format: str = ""
    comma: bool = False
    words: str = ""
    """Lines of `their word = ours`."""


def ours(table: str) -> list[Column]:
    """Our columns that a file of that table may give, the needed ones first."""
    found = [column for column in TABLES[table].columns if column.name != "recorded_seq"]
    extras = [Column(name, "string", True, EXTRA_SAYS[name]) for name in EXTRAS.get(table, ()) if name in EXTRA_SAYS]
    return sorted([*found, *extras], key=lambda column: not needed(table, column.name))


EXTRA_SAYS: Final = {
    "contact_email": "the customer's address; tells whose it is where customer_id does not",
    "member_email": "the address of our colleague",
    "subject": "the subject line",
    "body": "the words; what is not given is read from them",
}


def needed(table: str, column: str) -> bool:
    """Whether a file cannot be that table without the column."""
    return column in NEEDED[table]


def can_be_made(table: str, column: str) -> bool:
    """Whether an id of the row's content will do for the column."""
    return (column,) == TABLES[table].key and table not in NAMED_ELSEWHERE


def wishes_of(mapping: Mapping, header: Sequence[str]) -> dict[str, Wish] | None:
    """The wishes that a mapping was made from; None where it says more than this page can."""
    if len(mapping.targets) != 1 or mapping.main.when or mapping.main.keep:
        return None
    places = {normal(name): place for place, name in enumerate(header)}
    found = {name: _wish(cell, places) for name, cell in mapping.main.columns.items()}
    return None if None in found.values() else {name: wish for name, wish in found.items() if wish}


def _wish(cell: Cell, places: AnyMapping[str, int]) -> Wish | None:
    if cell.template is not None or cell.pattern or cell.months_before or cell.when or cell.otherwise is not None:
        return None
    if cell.id_of:
        return Wish(MADE)
    if cell.constant is not None:
        return Wish(ALWAYS, constant=cell.constant)
    place = places.get(normal(cell.column or ""))
    words = "\n".join(f"{theirs} = {mine}" for theirs, mine in (cell.words or {}).items())
    return (
        None
        if place is None
        else Wish(f"{THEIRS}{place}", "", cell.format[0] if len(cell.format) == 1 else "", cell.decimal == ",", words)
    )


def document(
    table: str, header: Sequence[str], wishes: AnyMapping[str, Wish], *, says: str, source: str, creates: bool
) -> dict[str, Any]:
    """The mapping as it is saved. Raises UserError where a column that the table needs is left out."""
    given = {name: wish for name, wish in wishes.items() if wish.source != LEAVE}
    if absent := [name for name in NEEDED[table] if name not in given]:
        raise UserError(f"Say where {' and '.join(absent)} {'come' if len(absent) > 1 else 'comes'} from: "
                        f"without {'them' if len(absent) > 1 else 'it'} no row is one of {table}.")  # fmt: skip
    if table == "interactions" and not {"customer_id", "contact_email"} & given.keys():
        raise UserError("Say where customer_id or contact_email comes from, so that we know whose they are.")
    columns = {name: _cell(name, wish, header) for name, wish in given.items()}
    if table == "interactions" and "interaction_id" not in columns:
        columns["interaction_id"] = _made(header)
    used = {header[_place(wish)] for wish in given.values() if wish.source.startswith(THEIRS)}
    return {
        "says": says,
        "header": [name for name in header if name in used],
        "creates_customers": creates,
        "tables": [{"table": table, "columns": columns}],
    } | ({"source": source} if source else {})


def _cell(name: str, wish: Wish, header: Sequence[str]) -> str | dict[str, Any]:
    if wish.source == MADE:
        return _made(header)
    if wish.source == ALWAYS:
        if not wish.constant.strip():
            raise UserError(f"{name} is to be the same in every row: say what.")
        return {"is": wish.constant.strip()}
    theirs, words = header[_place(wish)], _words(name, wish.words)
    more = {"format": wish.format, "decimal": "," if wish.comma else "", "words": words}
    said = {key: value for key, value in more.items() if value}
    return {"from": theirs, **said} if said else theirs


def _place(wish: Wish) -> int:
    return int(wish.source.removeprefix(THEIRS))


def _made(header: Sequence[str]) -> dict[str, Any]:
    return {"id": [name for name in header if name.strip()]}


def _words(name: str, lines: str) -> dict[str, str]:
    found = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        theirs, equals, mine = line.rpartition("=")
        if not equals or not theirs.strip():
            raise UserError(f"{name}: “{line[:60]}” is not of the form: their word = our word.")
        found[theirs.strip()] = mine.strip()
    return found
