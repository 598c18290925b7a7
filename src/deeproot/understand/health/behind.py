"""The rows behind one part of a customer's health: every part opens to its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from deeproot.engines import Source, Tables
from deeproot.understand.evidence import evidence_of
from deeproot.understand.figures import Moment, moment, told
from deeproot.understand.health import parts
from deeproot.understand.health.rule import BY_ID, Rule
from deeproot.understand.moment import DAY
from deeproot.understand.scenarios import BY_ID as SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import ibis

Base = Literal["interactions", "promises", "beliefs", "purchases", "coverage"]
TABLES: Final[dict[str, Base]] = {"promises": "promises", "purchases": "purchases"}
"""The table of a part's rows, where it is not interactions."""


@dataclass(frozen=True)
class Behind:
    """One row: which, of which table, when, what it said to the part, and in which of the two windows."""

    id: str
    table: Base
    at: datetime
    value: float | None
    lately: bool


def behind(
    tables: Tables, as_of: Moment, customer_id: str, part: str, rule: Rule, lived: Sequence[str] = ()
) -> list[Behind]:
    """The rows behind a part of both windows, the latest first. For ``experience``, those of the scenarios ``lived``.

    Raises ``ValueError`` for a part there is none of.
    """
    if part not in BY_ID:
        raise ValueError(f"health has no part {part!r}; its parts are {', '.join(BY_ID)}")
    if part == "experience":
        return _of_scenarios(tables, as_of, customer_id, lived)
    base = TABLES.get(part, "interactions")
    found: list[Behind] = []
    for some, asked in tables.parts([customer_id]):
        answer = some.reckon(rows_of, part, rule.window_days, **told(as_of, parts.YEAR_DAYS, asked))
        found += [Behind(r["row_id"], base, moment(r["at"]), r["value"], r["lately"]) for r in answer.to_pylist()]
    return found


def _of_scenarios(tables: Tables, as_of: Moment, customer_id: str, lived: Sequence[str]) -> list[Behind]:
    names = tuple(dict.fromkeys(name for one in lived for name, _ in SCENARIOS[one].evidence))
    if not names:
        return []
    shown = evidence_of(tables, as_of, [customer_id], parts.YEAR_DAYS, names)[customer_id]
    rows = {(row["table"], row["id"]): row for own in shown.values() for row in own}
    found = [Behind(row["id"], row["table"], row["at"], None, True) for row in rows.values()]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def rows_of(source: Source, part: str, window_days: int) -> ibis.Table:
    """The rows of a part of the customers asked, in either window: row_id, at, value, lately; the latest first."""
    rows = _stream(source, part)
    begin = rows.now - 2 * window_days * DAY
    rows = rows.filter(rows["at"] > begin, rows["at"] <= rows.now)
    lately = rows["at"] > rows.now - window_days * DAY
    return rows.select("row_id", "at", value=rows["value"].cast("float64"), lately=lately).order_by(
        rows["at"].desc(), "row_id"
    )


def _stream(source: Source, part: str) -> ibis.Table:
    import ibis

    from deeproot.understand.contact import window

    if part in ("promises", "answers"):
        return {"promises": parts.promises, "answers": parts.answers}[part](source, True)
    if part == "listening":
        rows = parts.listening(source, True)
        return rows.select("row_id", "at", "now", value=rows["value"] / rows["weight"])
    if part == "purchases":
        rows = parts.purchases(source, True)
        return rows.select("row_id", "at", "now", value=ibis.literal(1.0))
    rows = window(source, True)
    which = {"attention": lambda t: t.touch, "mood": parts.moods, "use": parts.used}[part]
    value = rows.sentiment if part == "mood" else ibis.literal(1.0)
    return rows.filter(which(rows)).select("row_id", "at", "now", value=value)
