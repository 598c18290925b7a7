"""Rows as they stood and as they shall stand: what is new, what changed, what goes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from types import NoneType
from typing import Any, Generic, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)
FIRM = frozenset({NoneType, bool, int, float, str, datetime})
"""What cannot change within a row: to copy the rest takes by far the longest."""


class Rows(Generic[Row]):
    """Rows of one table by their key. Change them freely; the differences are told at the end."""

    def __init__(self, rows: Iterable[Row], key: str, fields: Sequence[str]) -> None:
        self._key, self.fields = key, tuple(fields)
        self.all: dict[Hashable, Row] = {getattr(row, key): row for row in rows}
        self._before = {name: self._values(row) for name, row in self.all.items()}
        self._gone: set[Hashable] = set()

    def __getitem__(self, key: Hashable) -> Row:
        return self.all[key]

    def get(self, key: Hashable) -> Row | None:
        return self.all.get(key)

    def put(self, row: Row) -> None:
        """Add a row, in the place of one of its key."""
        key = getattr(row, self._key)
        self.all[key] = row
        self._gone.discard(key)

    def drop(self, key: Hashable) -> None:
        """Take a row away."""
        if self.all.pop(key, None) is not None and key in self._before:
            self._gone.add(key)

    def new(self) -> list[Row]:
        return [row for key, row in self.all.items() if key not in self._before]

    def changed(self) -> list[Row]:
        return [row for key, row in self.all.items() if key in self._before and self._before[key] != self._values(row)]

    def gone(self) -> set[Any]:
        return set(self._gone)

    def before(self, key: Hashable) -> dict[str, Any]:
        """The fields of a row as they stood; empty for a new one."""
        return dict(zip(self.fields, self._before.get(key, ()), strict=False))

    def _values(self, row: Row) -> tuple[Any, ...]:
        values = (getattr(row, name) for name in self.fields)
        return tuple(value if type(value) in FIRM else deepcopy(value) for value in values)
