"""Which files do the given paths name? Of a folder, those that are tables; what else is in it is told, not lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deeproot_app.record.files.opened import because
from deeproot_app.record.importing.mail.files import EML, MBOX, is_mail, is_maildir, of_maildir

READ: Final = frozenset({
    ".csv", ".tsv", ".tab", ".txt", ".gz", ".parquet", ".json", ".jsonl", ".ndjson", ".vtt", ".ics", ".ical", ".vcf",
    ".vcard",
})  # fmt: skip
"""Endings of the files that are read out of a folder."""
PROSE: Final = frozenset({".txt", ".json", ".parquet"})
"""Endings of which a folder holds tables and other things alike: without a column of ours it is one of those."""
DEPTH: Final = 40
"""Folders within folders that are followed."""
LEADS_OUT: Final = "a link that leads out of the folder is not followed; give it by name to have it read"


@dataclass
class Found:
    """What the paths name, each file once."""

    files: list[Path] = field(default_factory=list)
    named: set[Path] = field(default_factory=set)
    """Those of the files that were named themselves, not found in a folder."""
    mails: dict[Path, list[Path]] = field(default_factory=dict)
    """Folders that hold mail, and its files: those of a Maildir, and each folder's .eml files."""
    aside: list[str] = field(default_factory=list)
    """What lies in the folders and is no file of customers' data."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """What lies there, might be customers' data, and cannot be read: which, and why."""


def found_in(paths: Sequence[Path]) -> Found:
    """The files of these paths. Folders are read with those within them; one that leads back is entered once."""
    walk = _Walk()
    for path in paths:
        if path.is_dir():
            walk.root = path.resolve()
            walk.folder(path, DEPTH)
        else:
            walk.found.files.append(path)
            walk.found.named.add(path)
    return walk.found


@dataclass
class _Walk:
    """A way through folders, and what was met on it."""

    found: Found = field(default_factory=Found)
    root: Path = Path()
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def folder(self, path: Path, depth: int) -> None:
        try:
            if not depth or not self._first_time(path):
                return
            if is_maildir(path):
                self.found.mails[path] = of_maildir(path)
                return
            entries = list(_visible(path))
        except OSError as fault:
            self.found.failed.append((str(path), f"{because(fault)}."))
            return
        for entry in entries:
            try:
                self._entry(path / entry, depth)
            except OSError as fault:
                self.found.failed.append((str(path / entry), f"{because(fault)}."))

    def _entry(self, path: Path, depth: int) -> None:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(self.root):
            self.found.failed.append((str(path), f"{LEADS_OUT}."))
        elif path.is_dir():
            self.folder(path, depth - 1)
        elif not path.is_file() or not _is_read(path):
            self.found.aside.append(str(path))
        elif path.suffix.casefold() == EML:
            if self._first_time(path):
                self.found.mails.setdefault(path.parent, []).append(path)
        elif self._first_time(path):
            self.found.files.append(path)

    def _first_time(self, path: Path) -> bool:
        at = path.stat()
        first = (at.st_dev, at.st_ino) not in self._seen
        self._seen.add((at.st_dev, at.st_ino))
        return first


def _is_read(path: Path) -> bool:
    """Whether a file of a folder is read: by its ending, or as an mbox, whose name often has none."""
    ending = path.suffix.casefold()
    return ending in READ or ending == EML or ending in MBOX or (not ending and is_mail(path))


def _visible(folder: Path) -> Iterator[str]:
    """The names in a folder, in order; what begins with a dot belongs to the system."""
    with os.scandir(folder) as entries:
        yield from sorted(entry.name for entry in entries if not entry.name.startswith("."))
