"""Which table is this file? Told by its header: in any order, in any case, under the names that others give."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from deeproot.tables import TABLES
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing.consents import told_by
from deeproot_app.record.importing.mapping import EXTRAS, Cell, Mapping, Target

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "customer_id": ("account_id", "client_id"),
    "contact_email": ("customer_email", "contact_e_mail"),
    "member_email": ("agent_email", "colleague_email"),
    "happened_at": ("occurred_at", "timestamp"),
    "subject": ("title",),
    "body": ("text", "message", "content"),
    "email": ("e_mail", "email_address", "mail"),
    "phone": ("telephone", "phone_number"),
    "since": ("customer_since",),
    "timezone": ("time_zone", "tz"),
    "interaction_id": ("message_id",),
}
"""Other names of our columns. One counts only where the column's own name is not in the header."""
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "members": ("member_id", "email"),
    "customers": ("customer_id", "name"),
    "contacts": ("contact_id", "customer_id"),
    "identities": ("contact_id", "type", "value"),
    "resources": ("resource_id", "title", "kind"),
    "cases": ("case_id", "customer_id", "opened_at"),
    "subscriptions": ("subscription_id", "customer_id", "starts_at", "amount", "currency", "period_months"),
    "purchases": ("purchase_id", "customer_id", "happened_at", "amount", "currency"),
    "coverage": ("source", "from_at", "to_at", "state"),
    "interactions": ("happened_at", "channel", "direction"),
    "promises": ("promise_id", "customer_id", "made_in", "made_at", "text"),
    "beliefs": ("belief_id", "about", "text", "from_at"),
    "assignments": ("programme_id", "customer_id", "arm", "assigned_at"),
}
"""The columns without which a file is not that table; the others may be absent."""
OURS: Final = ("recorded_seq", "refused_line", "refused_column", "refused_reason")
"""Columns that we write ourselves and that say nothing of the customer: left behind without a word."""


class NoColumn(FileError):  # noqa: N818 - what it has, in two words
    """A file without one column that we know: not a table of customers' data, perhaps no table at all."""


@dataclass(frozen=True)
class Recognised:
    """A file's header, understood."""

    mapping: Mapping
    left_behind: tuple[str, ...]
    """Columns that nothing is done with; kept in the raw rows."""


def recognise(header: Sequence[str], filename: str, table: str | None, mappings: Sequence[Mapping]) -> Recognised:
    """Which table a header is, or which of the ``mappings`` reads it; ``table`` says it where one knows better.

    Raises FileError, in a sentence that names the nearest table and what it lacks, where it is none or two.
    """
    names = [normal(name) for name in header]
    if table is None:
        fitting = [one for one in mappings if _fits(one, names)]
        if fitting:
            return _with_consents(_mapped(_one_of(fitting, filename), header, filename))
        _refuse_half([one for one in mappings if _headed(one, names)], names, filename)
        table = _table(header, names, filename)
    return _with_consents(_canonical(table, header, names, filename))


def bound(mapping: Mapping, header: Sequence[str], filename: str) -> Recognised:
    """A mapping that was asked for, with the file's header. Raises FileError where the file lacks a column of it."""
    return _with_consents(_mapped(mapping, header, filename))


def _with_consents(found: Recognised) -> Recognised:
    """With what columns of consent say that the mapping does not read: nobody's objection is left behind."""
    if not {"customers", "contacts"} & {target.table for target in found.mapping.targets}:
        return found
    told = told_by({normal(name): name for name in found.left_behind})
    read = {one.column for one in told}
    left = tuple(name for name in found.left_behind if name not in read)
    return Recognised(replace(found.mapping, tells=(*found.mapping.tells, *told)), left)


def _fits(mapping: Mapping, names: Sequence[str]) -> bool:
    """Whether a file has the columns by which the mapping recognises its own, and all that its main table needs."""
    return _headed(mapping, names) and _whole(without_absent(mapping, names), mapping)


def _headed(mapping: Mapping, names: Sequence[str]) -> bool:
    """Whether a file has the columns by which the mapping recognises its own."""
    there = set(names)
    return bool(mapping.header) and all(any(normal(name) in there for name in some) for some in mapping.header)


def _whole(found: Mapping, mapping: Mapping) -> bool:
    """Whether the main table of the mapping is left in what was ``found`` of it."""
    return bool(found.targets) and found.main.table == mapping.main.table


def _refuse_half(headed: Sequence[Mapping], names: Sequence[str], filename: str) -> None:
    """Refuse a file that is one of those by its header, and lacks a column without which nothing can be made of it."""
    there = set(names)
    for one in headed:
        for column in NEEDED[one.main.table]:
            cell = one.main.columns.get(column)
            if cell is not None and _cell_without(cell, there) is None:
                wanted = " or ".join(dict.fromkeys(columns_of(cell)))
                raise FileError(
                    f"{filename}: by its header it is {one.name}, and lacks the column {wanted}; "
                    "export it again with that column."
                )


def _one_of(fitting: list[Mapping], filename: str) -> Mapping:
    """The mapping for a header that several read: the one that knows most of it, or that the file is named after."""
    most = max(len(one.header) for one in fitting)
    fitting = [one for one in fitting if len(one.header) == most]
    by_name = [one for one in fitting if one.name in Path(filename).name] if len(fitting) > 1 else fitting
    if len(by_name) != 1:
        names = ", ".join(one.name for one in fitting)
        raise FileError(
            f"{filename}: the header fits the mappings {names}; say which with --mapping {fitting[0].name}."
        )
    return by_name[0]


def normal(name: str) -> str:
    """A column's name as we compare it: `Customer ID`, `customerId` and `CUSTOMER-ID` are `customer_id`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip().lstrip("\ufeff"))
    return re.sub(r"[\s\-.]+", "_", name).casefold()


def _refuse_repeated(header: Sequence[str], used: set[str], filename: str) -> None:
    """Refuse a header of which two columns claim to be the same one of ours; others may repeat as they like."""
    seen: set[str] = set()
    for shown in header:
        name = normal(shown)
        if name in used and name in seen:
            raise FileError(f"{filename}: the header names {shown.strip()!r} twice; keep one of the two columns.")
        seen.add(name)


def _mapped(mapping: Mapping, header: Sequence[str], filename: str) -> Recognised:
    there = {normal(name): name for name in header}
    found = without_absent(mapping, list(there))
    headed = [next((name for name in some if normal(name) in there), some[0]) for some in mapping.header]
    needed = set(headed) if mapping.header and _whole(found, mapping) else _used(mapping)
    if absent := sorted(name for name in needed if normal(name) not in there and not _spare(mapping, name, there)):
        raise (FileError if len(absent) < len(needed) else NoColumn)(
            f"{filename}: the mapping {mapping.name!r} reads a column {absent[0]!r} that the file has not; "
            f"it has {_listed(header)}."
        )
    mapping = found
    kept = {normal(name) for name in _used(mapping)}
    _refuse_repeated(header, kept, filename)
    return Recognised(mapping, tuple(name for key, name in there.items() if key not in kept and name.strip()))


def _used(mapping: Mapping) -> set[str]:
    used = {name for target in mapping.targets for cell in target.columns.values() for name in columns_of(cell)}
    used |= {name for target in mapping.targets for name in target.when}
    used |= {mapping.merged.column, mapping.merged.into} if mapping.merged else set()
    return used | {one.column for one in mapping.tells}


def _spare(mapping: Mapping, name: str, there: AnyMapping[str, str]) -> bool:
    """Whether a column that the file has not is one of several of which another is there, wherever it is read."""
    reading = [cell for target in mapping.targets for cell in target.columns.values() if name in columns_of(cell)]
    several = [(*filter(None, (cell.column,)), *cell.others, *cell.join, *cell.last) for cell in reading]
    return bool(several) and all(any(normal(one) in there for one in some) for some in several)


def without_absent(mapping: Mapping, names: Sequence[str]) -> Mapping:
    """The mapping without the columns that a file has not, and without the tables that cannot be without them."""
    there = set(names)
    targets = [_target_without(target, there) for target in mapping.targets]
    whole = tuple(one for one in targets if set(NEEDED[one.table]) <= set(one.columns))
    tells = tuple(one for one in mapping.tells if normal(one.column) in there)
    merged = mapping.merged
    if merged is not None and not {normal(merged.column), normal(merged.into)} <= there:
        merged = None
    return replace(mapping, targets=whole, tells=tells, merged=merged)


def _target_without(target: Target, there: set[str]) -> Target:
    cells = {name: found for name, cell in target.columns.items() if (found := _cell_without(cell, there))}
    keep = {name: how for name, how in target.keep.items() if name in cells}
    return replace(target, columns=cells, keep=keep, when=_when_without(target.when, there))


def _cell_without(cell: Cell, there: set[str]) -> Cell | None:
    """The cell as far as the file has its columns; None where it has none of them."""
    cell = replace(cell, when=_when_without(cell.when, there))
    if cell.column is None and not cell.join and not cell.last and not cell.id_of:
        return cell if all(normal(name) in there for name in columns_of(cell)) else None
    named = [name for name in (cell.column, *cell.others) if name is not None and normal(name) in there]
    join, last, id_of = (
        tuple(name for name in some if normal(name) in there) for some in (cell.join, cell.last, cell.id_of)
    )
    if not named and not join and not last and not id_of:
        return None
    first = named[0] if named else None
    return replace(cell, column=first, others=tuple(named[1:]), join=join, last=last, id_of=id_of)


def _when_without(when: AnyMapping[str, tuple[str, ...]], there: set[str]) -> dict[str, tuple[str, ...]]:
    return {name: words for name, words in when.items() if normal(name) in there}


def columns_of(cell: Cell) -> list[str]:
    """The file's columns that a cell reads."""
    named = re.findall(r"\{([^{}]+)\}", cell.template) if cell.template else []
    first = [cell.column] if cell.column is not None else []
    return [*first, *cell.others, *cell.join, *cell.last, *named, *cell.id_of, *cell.when]


def _table(header: Sequence[str], names: list[str], filename: str) -> str:
    matched = {table: set(_columns(table, names)) for table in NEEDED}
    fitting = [table for table, columns in matched.items() if set(NEEDED[table]) <= columns]
    if not fitting:
        _refuse_repeated(header, {name for table in NEEDED for name in _columns(table, names).values()}, filename)
        kind = FileError if any(matched.values()) else NoColumn
        raise kind(f"{filename}: {_why_none(matched, names)}")
    most = max(len(matched[table]) for table in fitting)
    best = [table for table in fitting if len(matched[table]) == most]
    if len(best) > 1:
        raise FileError(f"{filename}: the header fits {' and '.join(best)}; say which with --as {best[0]}.")
    return best[0]


def _why_none(matched: dict[str, set[str]], names: list[str]) -> str:
    table = max(matched, key=lambda name: len(matched[name] & set(NEEDED[name])) / len(NEEDED[name]))
    lacks = [name for name in NEEDED[table] if name not in matched[table]]
    if not matched[table]:
        return (
            f"no column of the header is one of ours (it has {_listed(names)}). Give the file a header, "
            "or a mapping (--mapping, docs/importing.md)."
        )
    return (
        f"the header is none of our tables. Nearest is {table}, which needs {', '.join(lacks)} too. "
        "Rename the columns, or give a mapping (--mapping, docs/importing.md)."
    )


def _columns(table: str, names: Sequence[str]) -> dict[str, str]:
    """Our columns that the header has: each with its name there."""
    found = {}
    for column in (*TABLES[table].names, *EXTRAS.get(table, ())):
        for name in (column, *ALIASES.get(column, ())):
            if name in names and (name == column or name not in TABLES[table].names):
                found[column] = name
                break
    return found


def _canonical(table: str, header: Sequence[str], names: list[str], filename: str) -> Recognised:
    found = _columns(table, names)
    _refuse_repeated(header, set(found.values()), filename)
    shown = dict(zip(names, header, strict=True))
    if table == "interactions" and "customer_id" not in found and "contact_email" not in found:
        raise FileError(f"{filename}: interactions need customer_id or contact_email, so that we know whose they are.")
    if absent := [column for column in NEEDED[table] if column not in found]:
        near = get_close_matches(absent[0], names, n=1)
        hint = f" Is it {shown[near[0]]!r}? Then rename it." if near else ""
        raise (FileError if found else NoColumn)(
            f"{filename}: {table} needs a column {absent[0]}; the file has {_listed(header)}.{hint}"
        )
    columns = {column: Cell(column=shown[name]) for column, name in found.items() if column != "recorded_seq"}
    if table == "interactions" and "interaction_id" not in columns:
        columns["interaction_id"] = Cell(id_of=tuple(name for name in header if name.strip()))
    left = [shown[name] for name in names if name not in found.values() and name not in OURS and name]
    return Recognised(Mapping(table, (Target(table, columns),)), tuple(left))


def _listed(names: Sequence[str]) -> str:
    shown = [name.strip()[:40] for name in names if name.strip()]
    return ", ".join(shown[:12]) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")
