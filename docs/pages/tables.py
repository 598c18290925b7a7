"""docs/tables.md: every table and column, from `deeproot.tables`."""

from __future__ import annotations

from deeproot.tables import PLANS, TABLES, Column, Table

HEAD = """# The tables everything reads

*Generated from `deeproot/tables/` by `./run docs`.*

Times are UTC, ids are text, money is an amount with an ISO 4217 currency. A column that may be null may be absent.
Rows are ordered by `(happened_at, interaction_id)`. The CSV files that `deeproot import` reads and `deeproot export`
writes have these columns.
"""
BESIDE = """
## Beside the record: success plans

`deeproot export` writes these tables too, and `deeproot import` takes them back, after those above: rows that are known
stay as people here have them. No measure reads them. Goals are rows of [beliefs](#beliefs) (`about` = goal), joined by
`belief_id`.
"""


def pages() -> dict[str, str]:
    record, plans = ("".join(map(section, tables.values())) for tables in (TABLES, PLANS))
    return {"tables.md": HEAD + record + BESIDE + plans}


def section(table: Table) -> str:
    rows = "".join(row(table, column) for column in table.columns)
    head = "| column | type | may be null | what it says |\n|---|---|---|---|\n"
    return f"\n## {table.name}\n\n{table.says}\n\n{head}{rows}"


def row(table: Table, column: Column) -> str:
    name = f"**{column.name}**" if column.name in table.key else column.name
    words = f" ({', '.join(column.words)})" if len(column.words) > 3 else ""
    default = f"; absent: {str(column.default).lower()}" if column.default is not None else ""
    null = "yes" if column.null else "no"
    return f"| {name} | {column.type} | {null}{default} | {column.says}{words} |\n"
