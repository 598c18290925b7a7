"""The rows of a block as they are to be written: values by column for one table, and what is refused of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deeproot_app.record.importing.cells import Value
from deeproot_app.record.shape import Shape

Refusals = dict[int, list[tuple[str, str]]]
"""For the place of a row in its block: each column that is wrong, and why."""


@dataclass
class Prepared:
    """Values for one table, column by column; `places` says which row of the block each is from."""

    shape: Shape
    columns: dict[str, list[Value]]
    places: list[int]
    lines: list[int]
    keep: Mapping[str, str] = field(default_factory=dict)
    main: bool = True
    """Whether rows of the file are counted by this table; the others are only made where they are not yet."""

    def __len__(self) -> int:
        return len(self.places)

    def without(self, refused: Refusals) -> None:
        """Drop the rows that are refused."""
        if not refused or refused.keys().isdisjoint(self.places):
            return
        staying = [at for at, place in enumerate(self.places) if place not in refused]
        self.take(staying)

    def take(self, staying: Sequence[int]) -> None:
        """Keep only these rows, by their place here."""
        self.columns = {name: [values[at] for at in staying] for name, values in self.columns.items()}
        self.places = [self.places[at] for at in staying]
        self.lines = [self.lines[at] for at in staying]
