"""Are the trade's tables whole? Their columns, their numbers of rows, and what each row has to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from deeproot.sample import trade

from .voice import OF_SAMPLE, ROWS, rows

PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "PROBLEMS": ("problem", "symptom", "harm", "cause", "fix"),
    "HOWS": ("topic", "ask", "answer"),
    "NEEDS": ("said",),
    "DELIVERABLES": ("thing", "will", "done", "stuck"),
    "STRENGTHS": ("said",),
    "HARDSHIPS": ("said",),
}
"""The columns in which the sample chooses between alternatives; all others are taken as they stand."""
SHARE: Final = 0.5
"""At least so many rows of the sample's own number."""
ONE_OF: Final = {
    "about": {need.about for need in trade.NEEDS} | {"strength"},
    "kind": {one[1] for one in trade.RESOURCES},
}


def patterns(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Table and text of each field that is a pattern."""
    for name, columns in PATTERNS.items():
        for row in rows(name, tables.get(name, "")):
            yield from ((name, part) for column, part in zip(ROWS[name], row, strict=False) if column in columns)


def faults(tables: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the tables of ``[trade]``, a sentence each."""
    products = tables["PRODUCTS"]
    if len(set(products)) != len(trade.PRODUCTS) or len(products) != len(trade.PRODUCTS):
        yield f"PRODUCTS: there have to be {len(trade.PRODUCTS)} different ones."
    for name in ROWS:
        if name in tables:
            yield from _table(name, rows(name, tables[name]), products)
    if not _column(tables, "NEEDS", "key") & _column(tables, "RESOURCES", "need"):
        yield "RESOURCES: none of them serves a key of NEEDS."
    if "REASONS" in tables and (missing := sorted(set(trade.REASONS) - _column(tables, "REASONS", "why"))):
        yield f"REASONS: {', '.join(missing)} missing."


def _column(tables: Mapping[str, Any], name: str, column: str) -> set[str]:
    return {row[ROWS[name].index(column)] for row in rows(name, tables[name]) if len(row) == len(ROWS[name])}


def _table(name: str, found: list[list[str]], products: list[str]) -> Iterator[str]:
    columns = ROWS[name]
    for row in found:
        if len(row) != len(columns) or not all(row):
            yield f"{name}: a row has {len(columns)} fields ({', '.join(columns)}), not {' :: '.join(row)[:80]!r}."
        else:
            yield from _row(name, dict(zip(columns, row, strict=True)), products)
    least = max(1, round(SHARE * len(OF_SAMPLE[name])))
    if len(found) < least:
        yield f"{name}: it has {len(found)} rows; at least {least} are needed."
    if columns[0] == "product":
        for product in sorted(set(products) - {row[0] for row in found}):
            yield f"{name}: it has no row of {product}."


def _row(name: str, row: dict[str, str], products: list[str]) -> Iterator[str]:
    for column, part in row.items():
        if column not in PATTERNS.get(name, ()) and re.search(r"[\[\]{}]", part):
            yield f"{name}: the {column} is taken as it stands; it may not have brackets: {part!r}."
        if "{" in part and column in PATTERNS.get(name, ()):
            yield f"{name}: the {column} may not say a fact: {part!r}."
        if column in ONE_OF and part not in ONE_OF[column]:
            yield f"{name}: {part!r} is no {column}; there are {', '.join(sorted(ONE_OF[column]))}."
    if row.get("product", products[0]) not in products:
        yield f"{name}: {row['product']!r} is none of the PRODUCTS."
