"""What stands behind one figure of one customer: the very rows it was reduced from, with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model

from deeproot.engines import open_tables
from deeproot.understand.evidence import evidence_of
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Belief, Customer, Interaction, Promise
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand.reckon import WINDOW_DAYS

Rows = dict[str, Any]


@dataclass(frozen=True)
class Behind:
    """One row of evidence: its id, moment and value, and the row of the record it is (None for a gap)."""

    id: str
    table: str
    at: datetime | None
    value: float | str | None
    row: Model | None


def behind(customer: Customer, measure: str, as_of: datetime, most: int = 200) -> tuple[list[Behind], int]:
    """The rows behind the figure ``measure`` of ``customer`` at ``as_of``, the telling ones first, and their number.

    At most ``most`` are given. Reads that customer's rows alone.
    """
    tables = open_tables(arrow_tables([customer.pk], tables=HANDED))
    rows = evidence_of(tables, as_of, [customer.pk], WINDOW_DAYS, (measure,))[customer.pk][measure]
    shown = rows[:most]
    found = {table: _found(table, [row["id"] for row in shown if row["table"] == table]) for table in FINDERS}
    return [
        Behind(row["id"], row["table"], row["at"], row["value"], found.get(row["table"], {}).get(row["id"]))
        for row in shown
    ], len(rows)


def of_ids(ids: Iterable[str]) -> list[Behind]:
    """The rows of the record that these ids name, in the order given; one that is none of ours is left out."""
    named = list(ids)
    found = {key: (table, row) for table in FINDERS for key, row in _found(table, named).items()}
    return [Behind(key, table, _at(row), None, row) for key in named if key in found for table, row in [found[key]]]


def found_of(named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Model]:
    """The rows of the record by (table, id): one query a table. Of tables that have no words of their own, none."""
    ids: dict[str, list[str]] = {}
    for table, key in named:
        ids.setdefault(table, []).append(key)
    return {(table, key): row for table in FINDERS for key, row in _found(table, ids.get(table, [])).items()}


def _at(row: Any) -> datetime | None:
    return next((getattr(row, name) for name in ("happened_at", "made_at", "from_at") if hasattr(row, name)), None)


def _found(table: str, ids: list[str]) -> Rows:
    return FINDERS[table](ids) if ids else {}


def _interactions(ids: Iterable[str]) -> Rows:
    return Interaction.objects.select_related("text", "member", "contact").in_bulk(list(ids))


def _promises(ids: Iterable[str]) -> Rows:
    return Promise.objects.select_related("member").in_bulk(list(ids))


def _beliefs(ids: Iterable[str]) -> Rows:
    return Belief.objects.in_bulk(list(ids))


FINDERS: Final[dict[str, Callable[[Iterable[str]], Rows]]] = {
    "interactions": _interactions,
    "promises": _promises,
    "beliefs": _beliefs,
}
