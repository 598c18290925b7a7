"""A mapping says which fields of somebody's JSON are which of our columns; this reads and checks one.

    {"at": "timestamp",
     "tables": [
       {"table": "interactions", "when": {"type": ["reply.sent"]}, "each": "data.messages",
        "columns": {"interaction_id": "id", "contact_email": "author.email", "body": "text", "happened_at": "sent",
                    "channel": {"is": "chat"},
                    "direction": {"from": "by", "words": {"agent": "out"}, "otherwise": "in"}}}]}

A path is names with points between; from `each`, a path is first looked for in the item, then in the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deeproot.tables import TABLES
from deeproot_app.channels.deliveries import at, text

BESIDE: Final = {"interactions": {"contact_email", "contact_external", "member_email", "subject", "body"}}
PATH: Final = re.compile(r"\w[\w-]*(\.\w[\w-]*)*")
HOLES: Final = re.compile(r"\{([^{}]+)\}")


class MappingFault(ValueError):  # noqa: N818 - what the mapping has
    """The mapping cannot be used; the message is a sentence that says what to change."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where the text of one of our columns comes from."""

    paths: tuple[str, ...] = ()
    fixed: str = ""
    template: str = ""
    words: Mapping[str, str] | None = None
    otherwise: str | None = None

    def of(self, *things: Any) -> str:
        """Its text in the first of the things that has it."""
        if self.template:
            holes = {path: _found((path,), things) for path in HOLES.findall(self.template)}
            whole = HOLES.sub(lambda hole: holes[hole[1]], self.template) if all(holes.values()) else ""
        else:
            whole = self.fixed or _found(self.paths, things)
        if self.words is not None:
            return self.words.get(whole, whole if self.otherwise is None else self.otherwise)
        return whole


@dataclass(frozen=True, slots=True)
class Target:
    """What an event, or each item of a list in it, gives to one table."""

    table: str
    columns: Mapping[str, Cell]
    when: Mapping[str, frozenset[str]]
    each: str = ""


@dataclass(frozen=True, slots=True)
class WebhookMapping:
    """A whole mapping."""

    targets: tuple[Target, ...]
    at: str = ""
    """The path of the moment at which the sender says so."""


def _found(paths: Sequence[str], things: Sequence[Any]) -> str:
    for path in paths:
        for thing in things:
            value = at(thing, *path.split("."))
            if isinstance(value, bool):
                return str(value).lower()
            if found := text(value):
                return found
    return ""


def read_mapping(given: str) -> WebhookMapping:
    """The mapping that a text holds. Raises MappingFault, which says what to change."""
    try:
        document = json.loads(given)
    except (ValueError, RecursionError):
        raise MappingFault("The mapping is no JSON.") from None
    tables = document.get("tables") if isinstance(document, dict) else None
    if not isinstance(tables, list) or not tables:
        raise MappingFault('The mapping needs "tables", a list of what each event gives.')
    moment = document.get("at", "")
    return WebhookMapping(tuple(_target(one) for one in tables), _path(moment) if moment else "")


def _target(given: Any) -> Target:
    table = given.get("table") if isinstance(given, dict) else None
    columns = given.get("columns") if isinstance(given, dict) else None
    if table not in TABLES or table == "coverage":
        raise MappingFault(f'Each of the tables needs a "table", one of {", ".join(TABLES)}; {table!r} is none.')
    if not isinstance(columns, dict) or not columns:
        raise MappingFault(f'The table {table} needs "columns".')
    known = {*TABLES[table].names, *BESIDE.get(table, ())}
    if unknown := sorted(columns.keys() - known):
        raise MappingFault(f"The table {table} has no column {unknown[0]!r}; it has {', '.join(sorted(known))}.")
    if lacking := [name for name in TABLES[table].key if name not in columns]:
        raise MappingFault(f"The table {table} needs the column {lacking[0]}: by it a row is known again.")
    when = given.get("when", {})
    if not isinstance(when, dict) or not all(isinstance(words, list) for words in when.values()):
        raise MappingFault(f'"when" of the table {table} must say for a path which words it may hold.')
    each = given.get("each", "")
    cells = {name: _cell(cell, f"{table}.{name}") for name, cell in columns.items()}
    chosen = {_path(path): frozenset(map(text, words)) for path, words in when.items()}
    return Target(table, cells, chosen, _path(each) if each else "")


def _cell(given: Any, where: str) -> Cell:
    if isinstance(given, str):
        return Cell((_path(given),))
    if not isinstance(given, dict):
        raise MappingFault(f"{where} must be a path, or an object with from, is or text.")
    words, otherwise = given.get("words"), given.get("otherwise")
    if words is not None and not isinstance(words, dict):
        raise MappingFault(f'"words" of {where} must say for each of their words which of ours it is.')
    meaning = {text(name): text(word) for name, word in words.items()} if words is not None else None
    other = None if otherwise is None else text(otherwise)
    if "is" in given:
        return Cell(fixed=text(given["is"]), words=meaning, otherwise=other)
    if "text" in given:
        template = text(given["text"])
        for path in HOLES.findall(template):
            _path(path)
        return Cell(template=template, words=meaning, otherwise=other)
    paths = given.get("from")
    paths = [paths] if isinstance(paths, str) else paths
    if not isinstance(paths, list) or not paths:
        raise MappingFault(f"{where} must say where it comes from: from, is or text.")
    return Cell(tuple(map(_path, paths)), words=meaning, otherwise=other)


def _path(given: Any) -> str:
    if not isinstance(given, str) or not PATH.fullmatch(given):
        raise MappingFault(f"{given!r} is no path; one is names with points between, like data.customer.id.")
    return given


def check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with the mapping."""
    try:
        read_mapping(settings.get("mapping", ""))
    except MappingFault as fault:
        return {"mapping": str(fault)}
    return {}
