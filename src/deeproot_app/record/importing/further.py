"""Files that are no tables of the record: who takes a kind of them says here how theirs are known, and takes the rows.

What `deeproot export` writes beside the tables is so taken (`apart`), and what rooms further along the loop take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from deeproot_app.base import access

if TYPE_CHECKING:
    from deeproot_app.record.importing.dry import DryRun
    from deeproot_app.record.models import Batch

SOON: Final = 1_000
"""Rows that are taken in one transaction, where a row costs little."""


@dataclass(frozen=True)
class Line:
    """A row of the file: the line it begins at, and its cells by the normal names of their columns."""

    number: int
    cells: Mapping[str, str]


@dataclass
class Became:
    """What became of some rows. All that are neither created nor refused were known already."""

    created: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    """The line, the column (empty: the whole row), and why, as a clause."""
    added: list[tuple[str, str, int]] = field(default_factory=list)
    """Rows that taking the import back will remove: the table, the row, and the number of the change."""
    notes: list[str] = field(default_factory=list)
    """What to tell of how the rows so far were read."""


class Takes(Protocol):
    """Takes the rows of one file, some at a time."""

    def some(self, lines: Sequence[Line]) -> Became:
        """Take these rows, in the transaction at hand; in a dry run only say what would become of them."""


@dataclass(frozen=True)
class Kind:
    """One kind of file that is no table of the record."""

    name: str
    """What it is called where tables are named; no table has that name."""
    says: str
    """What such a file holds, in a sentence."""
    columns: tuple[str, ...]
    """The columns that are read, by their normal names."""
    is_one: Callable[[AnySet[str]], bool]
    """Whether a file is nothing else, by the normal names of its columns."""
    begin: Callable[[access.Actor, DryRun | None], Takes]
    """What takes the rows of one file, as that actor; or with a dry run only says what would become of them."""
    is_beside: Callable[[AnySet[str]], bool] = lambda names: False
    """Whether a file of one of our tables has columns of it, too."""
    beside: str = ""
    """The column by which a row of such a table is one of these; rows where it is empty are not."""
    rows: int = SOON
    """Rows of a transaction: for so long other writers wait."""
    after: Callable[[], object] | None = None
    """What is to be done once a file is taken."""
    stays: str = ""
    """Why an import of such files is not taken back, in a clause; empty where it is."""
    take_back: Callable[[Batch], None] | None = None
    """Takes back what an import added, and counts it in the batch's settings: `removed`, `stays`."""
    changed: Callable[[Batch], int] = lambda batch: 0
    """How many rows that an import added people changed since: those stay."""


KINDS: Final[list[Kind]] = []
"""A room further along the loop puts its own here when the application is ready."""
