"""The computed health of every customer at one moment: each part with its value, direction, n and freshness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Tables
from deeproot.understand import scenarios
from deeproot.understand.figures import Moment, micros, moment, told
from deeproot.understand.health.parts import YEAR_DAYS, any_touch, parts_of, with_figures
from deeproot.understand.health.rule import Direction, Part, Reading, Rule, Whole, direction, direction_of, read
from deeproot.understand.moment import DAY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

DEFAULT: Final = Rule()
Limits = Mapping[str, scenarios.Thresholds]


@dataclass(frozen=True)
class Said:
    """What one part says of one customer."""

    id: str
    reading: Reading | None
    """None: missing, as there is too little to tell it by."""
    direction: Direction | None
    value: float | None
    before: float | None
    """The same of the window before."""
    n: int
    """The rows of the window it stands on."""
    n_before: int
    at: datetime | None
    """The latest row it stands on: how fresh it is."""


@dataclass(frozen=True)
class Health:
    """The computed reading of one customer."""

    customer_id: str
    as_of: datetime
    """The moment asked, or the one at which the customer left, where that was earlier."""
    reading: Whole
    direction: Direction | None
    parts: Sequence[Said]
    """In the order of PARTS; those that are missing too."""
    scenarios: Sequence[str]
    """Those the customer lives through."""
    rests_on_gap: bool
    """The record of a source this customer uses has a gap within the year."""

    @property
    def at(self) -> datetime | None:
        """The latest row that any part stands on."""
        return max((part.at for part in self.parts if part.at is not None), default=None)

    @property
    def known(self) -> int:
        """How many parts are known."""
        return sum(part.reading is not None for part in self.parts)


def health(
    tables: Tables,
    as_of: Moment,
    rule: Rule = DEFAULT,
    customers: Iterable[str] | None = None,
    thresholds: Limits | None = None,
    touches: bool | None = None,
) -> list[Health]:
    """The health of every customer reported at ``as_of``, or of those ``customers`` only; by customer_id.

    ``as_of`` is a datetime or ISO 8601 text, UTC without an offset; nothing after it is known. ``rule`` holds the
    numbers (:meth:`Rule.of`), ``thresholds`` those of the scenarios, as
    :func:`deeproot.understand.scenarios.findings` takes them. Tables read: customers, interactions, promises,
    purchases, and what scenarios need. One question to the engine, and a small one on whether any touch is recorded;
    ``touches`` says so where these tables are a part of a record.
    """
    limits = scenarios.limits_of(thresholds or {})
    known = touches_known(tables, as_of) if touches is None else touches
    found: list[Health] = []
    for part, some in tables.parts(None if customers is None else list(dict.fromkeys(customers))):
        given = told(as_of, YEAR_DAYS, some)
        rows = part.reckon(with_figures, some is not None, scenarios.NEEDED, rule.window_days, **given)
        found += readings(rows, rows, rule, limits, known)
    return sorted(found, key=lambda one: one.customer_id)


def touches_known(tables: Tables, as_of: Moment) -> bool:
    """Whether the record holds anything that we sent; where it does not, no silence is known."""
    return bool(tables.reckon(any_touch, told=[(micros(as_of), YEAR_DAYS * DAY)]).to_pylist()[0]["known"])


def of_figures(
    tables: Tables, as_of: Moment, figures: pa.Table, met: scenarios.Met, rule: Rule, known: bool
) -> list[Health]:
    """The same for all customers of these tables, where their figures of the year were reckoned already.

    ``figures`` has customer_id and record_gap_days, ``met`` the scenarios they meet; ``known`` is
    :func:`touches_known` of the whole record.
    """
    rows = tables.reckon(parts_of, False, rule.window_days, **told(as_of, YEAR_DAYS))
    return list(_readings(rows, _gaps(figures), _names(met), rule, known))


def readings(parts: pa.Table, figures: pa.Table, rule: Rule, limits: Limits, known: bool) -> list[Health]:
    """The readings of customers whose parts and figures are given as tables."""
    met = scenarios.meet(figures, dict(limits))
    return list(_readings(parts, _gaps(figures), _names(met), rule, known))


def _gaps(figures: pa.Table) -> set[str]:
    """The customers of whom the record has a gap."""
    import pyarrow.compute as pc

    there = pc.fill_null(pc.greater(figures["record_gap_days"], 0.0), False)
    return set(figures.filter(there)["customer_id"].to_pylist())


def _names(met: scenarios.Met) -> dict[str, list[str]]:
    return {customer: [name for name, _ in own] for customer, own in met.items()}


def _readings(
    rows: pa.Table, gaps: set[str], met: Mapping[str, Sequence[str]], rule: Rule, known: bool
) -> Iterator[Health]:
    for row in rows.to_pylist():
        lived = tuple(met.get(row["customer_id"], ()))
        parts = tuple(_said(part, _values(part, row, lived, known)) for part in rule.parts.values())
        whole = rule.whole([part.reading for part in parts])
        going = direction_of([part.direction for part in parts]) if whole != "unknown" else None
        at, gap = moment(row["now"]), row["customer_id"] in gaps
        yield Health(row["customer_id"], at, whole, going, parts, lived, gap)


@dataclass(frozen=True)
class _Values:
    value: float | None
    before: float | None
    n: int
    n_before: int
    at: int | None


def _values(part: Part, row: Mapping[str, Any], lived: Sequence[str], known: bool) -> _Values:
    if part.id == "experience":
        passed = row["passed"]
        return _Values(float(len(lived)) if passed else None, None, passed, 0, row["passed_at"])
    if part.id == "attention" and not known:
        return _Values(None, None, 0, 0, None)
    value, before = _float(row[f"{part.id}_value"]), _float(row[f"{part.id}_before"])
    return _Values(value, before, row[f"{part.id}_n"], row[f"{part.id}_n_before"], row[f"{part.id}_at"])


def _float(value: float | None) -> float | None:
    """An engine may say by NaN that it does not know."""
    return None if value is None or isnan(value) else float(value)


def _said(part: Part, own: _Values) -> Said:
    reading = read(part, own.value, own.before, own.n, own.n_before)
    going = direction(part, own.value, own.before, own.n_before) if reading is not None else None
    at = None if own.at is None else moment(own.at)
    return Said(part.id, reading, going, own.value, own.before, own.n, own.n_before, at)


def frame(found: Iterable[Health]) -> pd.DataFrame:
    """Readings as a data frame, a row a customer and part: ``customer_id``, ``as_of``, ``whole``, and those of Said."""
    import pandas as pd

    columns = ["customer_id", "as_of", "whole", "part", *list(Said.__dataclass_fields__)[1:]]
    rows = [
        {"customer_id": one.customer_id, "as_of": one.as_of, "whole": one.reading, "part": part.id, **asdict(part)}
        for one in found
        for part in one.parts
    ]
    return pd.DataFrame(rows, columns=columns)
