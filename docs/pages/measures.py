"""docs/measures.md and a page a measure: question, rule, formula, and an example reckoned from `pages/example.py`."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

import deeproot as dr
from deeproot.notebook import Record
from deeproot.understand.experience import MEASURES
from deeproot.understand.measure import Measure
from deeproot.understand.scenarios import SCENARIOS
from pages import example

HEAD = """# The measures

*Generated from `deeproot/understand/experience.py` by `./run docs`. How to add one: [add-a-measure](add-a-measure.md).*

Each is a question that a customer would ask, reckoned from the rows that are its evidence. The window is the 365 days
before `as_of` (T); whoever has left is reckoned at the moment of leaving. A figure without rows is unknown, never zero,
save for counts.

| measure | question | unit | better |
|---|---|---|---|
"""
SCENARIO_HEAD = """
## The scenarios

Patterns found by rule over the measures; each result says which thresholds it used, and whether it rests on a gap in
the record.

| scenario | thresholds | what it tells the customer | what to do instead |
|---|---|---|---|
"""
FORMULA = {
    "count": "the number of rows",
    "count_distinct": "the number of different values",
    "sum": "the sum of the values",
    "mean": "the mean of the values",
    "median": "the median of the values (between the two in the middle where their number is even)",
    "max": "the largest value",
    "ratio": "the sum of the values over the sum of their weights",
    "difference": "the mean of the recent values less the mean of those before",
}
COMPANY = {
    "count": "the sum over the customers",
    "sum": "the sum over the customers",
    "max": "the median over the customers that have a value",
    "count_distinct": "the median over the customers that have a value",
}


def pages() -> dict[str, str]:
    lines = [f"| [{m.id}](measures/{m.id}.md) | {m.question} | {m.unit} | {m.better} |\n" for m in MEASURES]
    scenarios = [
        f"| **{s.title}** `{s.id}` | {thresholds(s.thresholds)} | {s.tells} | {s.instead} |\n" for s in SCENARIOS
    ]
    index = HEAD + "".join(lines) + SCENARIO_HEAD + "".join(scenarios)
    return {"measures.md": index} | {f"measures/{m.id}.md": page(m) for m in MEASURES}


def thresholds(given: Any) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in given.items()) or "none"


def page(measure: Measure) -> str:
    company = COMPANY.get(measure.how, "the same over all rows of all customers")
    without = "0" if measure.empty == 0 else "unknown (null)"
    return f"""# {measure.id}

*{measure.question}*

**Rule.** {measure.rule}

**Formula.** Rows: `{measure.on}`. Per customer: {FORMULA[measure.how]}. Without rows: {without}.
For the company: {company}.

**Unit.** {measure.unit}. {better(measure)}

{worked(measure)}"""


def better(measure: Measure) -> str:
    words = {"low": "Lower is better for the customer.", "high": "Higher is better for the customer."}
    return words.get(measure.better, "Neither more nor less is better by itself.")


def worked(measure: Measure) -> str:
    record = opened()
    figures = record.experience(example.AS_OF)
    value = figures.loc[example.CUSTOMER, measure.id]
    rows = record.evidence(example.CUSTOMER, measure.id, example.AS_OF)
    text = (
        f"**Example.** {said(value, measure)} for the customer of `docs/pages/example.py` at {example.AS_OF:%Y-%m-%d}"
    )
    if rows.empty:
        return f"{text}: no row is evidence.\n"
    lines = [f"| {row.id} | {row.at:%Y-%m-%d %H:%M} | {shown(row.value)} |\n" for row in rows.itertuples()]
    return f"{text}, from these rows:\n\n| row | when | value |\n|---|---|---|\n{''.join(lines)}"


def said(value: Any, measure: Measure) -> str:
    if pd.isna(value):
        return "Unknown"
    if measure.unit == "share":
        return f"{value:.1%}"
    return f"{value:,.4g} {measure.unit.removesuffix('s') if value == 1 else measure.unit}"


def shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


@cache
def opened() -> Record:
    return dr.open(**{name: pd.DataFrame(rows) for name, rows in example.tables().items()})
