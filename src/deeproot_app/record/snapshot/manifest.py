"""Which files there are: the one file that says so is written last, so that what it names is there whole."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from deeproot_app.record.snapshot.where import LAYOUT, shape_of_tables

NAME: Final = "manifest.json"
NOBODY: Final = -1
"""In place of a bucket: rows that are no customer's."""


@dataclass(frozen=True)
class File:
    """One file: the rows of one table in one bucket."""

    name: str
    """Its path in the folder."""
    rows: int
    bytes: int
    crc: int


@dataclass(frozen=True)
class Manifest:
    """What the folder holds."""

    bits: int
    """There are 2 ** bits buckets."""
    upto: int
    """The last change of the record that the files have seen."""
    token: str
    """What the database knows them by (`HandedOver`)."""
    made_at: str
    """When they were last written, ISO 8601 in UTC."""
    files: dict[str, dict[int, File]]
    """Table -> bucket -> its file, where there are rows."""

    def rows(self, table: str) -> int:
        return sum(file.rows for file in self.files.get(table, {}).values())

    @property
    def bytes(self) -> int:
        return sum(file.bytes for files in self.files.values() for file in files.values())

    @property
    def names(self) -> set[str]:
        return {file.name for files in self.files.values() for file in files.values()}


def read(folder: Path) -> Manifest | None:
    """What the folder holds; None where there is nothing, or nothing that this program can read."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        if (told.pop("layout"), told.pop("tables")) != (LAYOUT, shape_of_tables()):
            return None
        told["files"] = {
            table: {int(bucket): File(*file) for bucket, file in files.items()}
            for table, files in told["files"].items()
        }
        return Manifest(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def publish(folder: Path, manifest: Manifest) -> None:
    """From now on the folder holds this. All files that it names must be on the disk."""
    told = {"layout": LAYOUT, "tables": shape_of_tables(), **asdict(manifest)}
    told["files"] = {
        table: {bucket: [file.name, file.rows, file.bytes, file.crc] for bucket, file in sorted(files.items())}
        for table, files in manifest.files.items()
    }
    sync_folders(folder)
    unfinished = folder / f".{NAME}.unfinished"
    with unfinished.open("wb") as file:
        file.write(json.dumps(told, separators=(",", ":")).encode())
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / NAME)
    _sync(folder)


def sync_folders(folder: Path) -> None:
    """Have the names of new files on the disk, not only what is in them."""
    for place in folder.iterdir():
        if place.is_dir():
            _sync(place)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
