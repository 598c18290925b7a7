"""What is wrong with given tables, everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deeproot.tables.columns import Column, Table
from deeproot.tables.record import TABLES


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a given table from being read."""

    table: str
    column: str | None
    says: str

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{where}: {self.says}"


class TablesError(ValueError):
    """Given tables cannot be read; the message names every problem at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def check(given: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """What is wrong with given tables: every missing, mistyped or unknown thing at once.

    ``given`` maps a table's name to its columns and their types, in the words of :data:`Type`
    (``null`` for a column without any value, which fits everywhere that null may stand).
    A column that may be null, or has a natural default, may be absent. Returns an empty list when all is well.
    """
    problems: list[Problem] = []
    for name, columns in given.items():
        table = TABLES.get(name)
        if table is None:
            problems.append(Problem(name, None, f"there is no such table; the tables are {', '.join(TABLES)}"))
            continue
        problems += [problem for column in table.columns if (problem := _problem(table, column, columns))]
    return problems


def _problem(table: Table, column: Column, columns: Mapping[str, str]) -> Problem | None:
    if column.name not in columns:
        return (
            None
            if column.may_be_absent
            else Problem(table.name, column.name, f"is missing; it must be {_named(column)}")
        )
    found = columns[column.name]
    if found in {column.type, "null"} or (found, column.type) in WIDENS:
        return None
    return Problem(table.name, column.name, f"is {found}; it must be {_named(column)}")


WIDENS = {
    ("int64", "float64"),
    ("int64", "string"),
    ("float64", "int64"),
    ("date", "timestamp"),
    ("string", "timestamp"),
}
"""What may stand for what: whole numbers for numbers or ids, dates or ISO 8601 text for moments."""


def _named(column: Column) -> str:
    says = {"timestamp": "a timestamp (UTC)", "list": "a list of strings", "bool": "true or false"}
    named = says.get(column.type, column.type)
    return f"{named}, one of {', '.join(column.words)}" if column.words else named
