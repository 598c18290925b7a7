"""What became of each file, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

COUNTS: Final = ("read", "created", "updated", "unchanged", "refused")
LONGEST_NAME: Final = 60
MOST_NAMES: Final = 12
"""Names of a list that a person is shown."""


@dataclass
class FileReport:
    """One file. ``read`` = created + updated + unchanged + refused, in rows of its main table."""

    file: str
    table: str | None = None
    source: str | None = None
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_file: str | None = None
    batch: int | None = None
    notes: list[str] = field(default_factory=list)
    first_refused: list[str] = field(default_factory=list)
    """The first refused rows with their lines and reasons, of files that are no tables of the record."""
    also: dict[str, dict[str, int]] = field(default_factory=dict)
    """What the rows gave in other tables."""
    left_behind: list[tuple[str, list[str]]] = field(default_factory=list)
    """Columns that nothing was done with, kept in the raw rows: each with its first values."""
    error: str | None = None
    """Why the file could not be read at all."""

    def as_json(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in ("file", "table", "source", *COUNTS, "refused_file", "batch")}
        shown["notes"] = [*self.notes, *self.first_refused]
        left = [{"column": name, "first": values} for name, values in self.left_behind]
        shown |= {"left_behind": left} if left else {}
        return shown | ({"also": self.also} if self.also else {}) | ({"error": self.error} if self.error else {})

    def lines(self) -> list[str]:
        """The report for a person."""
        if self.error:
            return [f"{self.file}: {self.error}"]
        counts = ", ".join(f"{getattr(self, name):,} {name}" for name in COUNTS)
        lines = [f"{self.file}: {self.table}, {counts}."]
        lines += [f"  also {table}: {also_line(counted)}." for table, counted in self.also.items()]
        lines += [f"  {note}" for note in (*self.notes, *self.first_refused)]
        if self.left_behind:
            lines.append("  Left behind, and kept in the raw rows:")
            lines += [f"    {_left_line(name, values)}" for name, values in self.left_behind[:MOST_NAMES]]
        if (more := len(self.left_behind) - MOST_NAMES) > 0:
            lines.append(f"    and {more:,} columns more")
        if self.refused_file:
            lines.append(f"  Refused rows, with the reasons: {self.refused_file}")
        return lines


def _left_line(name: str, values: list[str]) -> str:
    return f"{name[:LONGEST_NAME]}: {', '.join(values)}" if values else f"{name[:LONGEST_NAME]} (empty)"


def also_line(counted: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counted.items() if number) or "nothing new"


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else "")


@dataclass
class Report:
    """All files of one command."""

    files: list[FileReport]
    dry_run: bool
    aside: list[str] = field(default_factory=list)
    """What lies in the folders and is no file of customers' data: told, and no refusal."""

    @property
    def refused(self) -> bool:
        """Whether anything was left out."""
        return any(one.refused or one.error for one in self.files)

    def as_json(self) -> dict[str, Any]:
        totals = {name: sum(getattr(one, name) for one in self.files) for name in COUNTS}
        files = [one.as_json() for one in self.files]
        return {"files": files, **totals, "left_aside": self.aside, "dry_run": self.dry_run}

    def lines(self) -> Iterable[str]:
        for one in self.files:
            yield from one.lines()
        if self.aside:
            what = "not a file" if len(self.aside) == 1 else "not files"
            yield f"Left aside, {what} of customers' data: {_some(self.aside)}."
        if self.dry_run:
            yield "This was a dry run: nothing was written."
