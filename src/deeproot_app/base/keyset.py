"""Pages of a long list by key, not by number: page 1,000 costs what page 1 costs, and nothing is shown twice.

A list is ordered by columns of which the last is unique. A page is asked for as "after" or "before" the key of a row;
missing values stand last, whichever way the list runs, alike on SQLite and PostgreSQL.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from deeproot_app.base.errors import UserError

Row = TypeVar("Row", bound=Model)
LARGEST: Final = 2**63
"""No column holds a number as large."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and the query strings that lead to its neighbours; empty where there is none."""

    rows: list[Row]
    next: str = ""
    previous: str = ""


def page(
    queryset: QuerySet[Row],
    order: Sequence[str],
    query: Mapping[str, str],
    size: int = 50,
    unknown: QuerySet[Row] | None = None,
) -> Page[Row]:
    """The page that ``query`` asks for by ``after=KEY`` or ``before=KEY``; the first one where it asks for none.

    ``order`` names columns (or annotations), "-" before one that falls; the last must be unique and never null. Rows
    without a value in the first column are read by themselves, so that an index serves either kind: those of
    ``unknown``, where ``queryset`` holds only rows with one, else those of ``queryset``. Two neighbours are known from
    one row more than the page holds: one query, two where the page reaches both kinds. Raises UserError for a spoilt
    key.
    """
    key, back = query.get("after") or query.get("before") or "", not query.get("after") and bool(query.get("before"))
    parts = _parts(queryset, order, unknown)
    values = _values(key, order, queryset.model, len(parts) > 1) if key else None
    rows = _read(parts, values, back, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    return _between(rows, order, before=more if back else bool(key), after=bool(key) if back else more)


@dataclass(frozen=True)
class _Part(Generic[Row]):
    """The rows with a value in the first column, or those without."""

    rows: QuerySet[Row]
    order: Sequence[str]
    known: bool

    def read(self, values: Sequence[Any] | None, back: bool, most: int) -> list[Row]:
        """The first rows past ``values``."""
        last = len(self.order) - 1
        steps = [
            _step(self.rows.model, name, back, sure=place == last or (self.known and place == 0))
            for place, name in enumerate(self.order)
        ]
        found = self.rows.order_by(*[step.ordering() for step in steps])
        return list((found if values is None else found.filter(_beyond(steps, values)))[:most])


def _parts(queryset: QuerySet[Row], order: Sequence[str], unknown: QuerySet[Row] | None) -> list[_Part[Row]]:
    """What the list is made of, in its order."""
    first = order[0].lstrip("-")
    known = queryset
    if unknown is None and len(order) > 1 and _step(queryset.model, order[0], back=False).nullable:
        known = queryset.filter(**{f"{first}__isnull": False})
        unknown = queryset.filter(**{f"{first}__isnull": True})
    parts = [_Part(known, order, known=True)]
    return parts if unknown is None else [*parts, _Part(unknown, order[1:], known=False)]


def _read(parts: list[_Part[Row]], values: Sequence[Any] | None, back: bool, most: int) -> list[Row]:
    """So many rows past the key, those of the next part after those of the one it lies in."""
    parts = parts[::-1] if back else parts
    if values is not None and (values[0] is not None) != parts[0].known:
        parts = parts[1:]
    rows: list[Row] = []
    for part in parts:
        within = None if values is None else values if part.known else values[1:]
        rows += part.read(within if part is parts[0] else None, back, most - len(rows))
        if len(rows) == most:
            break
    return rows


def _between(rows: list[Row], order: Sequence[str], before: bool, after: bool) -> Page[Row]:
    if not rows:
        return Page(rows)
    return Page(
        rows,
        next=f"after={_key(rows[-1], order)}" if after else "",
        previous=f"before={_key(rows[0], order)}" if before else "",
    )


@dataclass(frozen=True)
class _Step:
    """One column of the order, as it is walked."""

    column: str
    falls: bool
    back: bool
    nullable: bool

    def ordering(self) -> OrderBy:
        """Missing values last when reading forwards, hence first when reading backwards.

        Where there can be none it is not said: an index would not be used.
        """
        column = F(self.column)
        nulls = {"nulls_first" if self.back else "nulls_last": True} if self.nullable else {}
        return column.desc(**nulls) if self.falls else column.asc(**nulls)

    def past(self, value: Any) -> Q:
        if value is None:
            return Q(**{f"{self.column}__isnull": False}) if self.back else Q(pk__in=[])
        past = Q(**{f"{self.column}__{'lt' if self.falls else 'gt'}": value})
        return past | Q(**{f"{self.column}__isnull": True}) if self.nullable and not self.back else past

    def level(self, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})

    def not_before(self, value: Any) -> Q:
        """Said once more in a form that an index can begin at."""
        return Q() if self.nullable else Q(**{f"{self.column}__{'lte' if self.falls else 'gte'}": value})


def _step(model: type[Model], name: str, back: bool, sure: bool = False) -> _Step:
    """One column, as it is walked; ``sure`` where none of its values is missing, whatever the model allows."""
    column = name.lstrip("-")
    if sure:
        return _Step(column, name.startswith("-") != back, back, nullable=False)
    try:
        nullable = "__" in column or bool(getattr(model._meta.get_field(column), "null", True))
    except FieldDoesNotExist:
        nullable = True
    return _Step(column, name.startswith("-") != back, back, nullable)


def _beyond(steps: Sequence[_Step], values: Sequence[Any]) -> Q:
    """Rows past the key: past it in the first column, or level there and past it in the rest."""
    step, value = steps[0], values[0]
    if len(steps) == 1:
        return step.past(value)
    return step.not_before(value) & (step.past(value) | (step.level(value) & _beyond(steps[1:], values[1:])))


def _key(row: Model, order: Sequence[str]) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Model, column: str) -> Any:
    value: Any = row
    for step in column.split("__"):
        value = None if value is None else getattr(value, step)
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _values(key: str, order: Sequence[str], model: type[Model], unknown: bool) -> list[Any]:
    """The values that a key holds; of the first column none, where the list has rows without."""
    try:
        values = json.loads(urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        if not isinstance(values, list) or len(values) != len(order) or values[-1] is None:
            raise ValueError(key)
        if values[0] is None and not unknown:
            raise ValueError(key)
        return [_typed(model, name, value) for name, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as wrong:
        raise UserError("This page of the list has no such place; begin again at its first page.") from wrong


def _typed(model: type[Model], name: str, value: Any) -> Any:
    """The value as its column holds it; that of an annotation, or of a related row, as JSON had it."""
    step = _step(model, name, back=False)
    if not _is_storable(value) or (value is None and not step.nullable):
        raise ValueError(value)
    if value is None or "__" in step.column:
        return value
    try:
        found = model._meta.get_field(step.column).to_python(value)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return value
    return found.astimezone(UTC) if isinstance(found, datetime) else found


def _is_storable(value: Any) -> bool:
    """Whether a column could hold it: whoever writes a key by hand is not answered by a fault of the database."""
    if isinstance(value, str):
        return "\x00" not in value and value.encode(errors="replace").decode() == value
    if isinstance(value, (int, float)):
        return isfinite(value) and abs(value) < LARGEST
    return value is None
