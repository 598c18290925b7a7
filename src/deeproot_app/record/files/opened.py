"""Opening a file, and noticing that somebody writes to it while we read."""

from __future__ import annotations

import gzip
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from deeproot_app.base.errors import UserError
from deeproot_app.record.files import parquet

GZIP: Final = b"\x1f\x8b"


class FileError(UserError):
    """A whole file that cannot be read: which, why, and what to do."""


class FileChanged(FileError):  # noqa: N818 - what happened, in two words
    """A file that somebody wrote to while it was read."""


@dataclass(frozen=True)
class Stamp:
    """What changes when a file is written to."""

    device: int
    inode: int
    size: int
    written_ns: int


def stamp(path: Path) -> Stamp:
    """The stamp of a regular file. Raises FileError where there is none, or it is something else."""
    try:
        found = path.stat()
    except OSError as fault:
        raise FileError(f"{path}: {because(fault)}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise FileError(f"{path} is not a file; give a file, a directory, or - for standard input.")
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def because(fault: OSError) -> str:
    """Why the system refused, in its own words, as a clause."""
    words = {
        FileNotFoundError: "there is no such file",
        PermissionError: "you may not read it; ask its owner for the right to",
        IsADirectoryError: "it is a directory",
    }
    return words.get(type(fault)) or os.strerror(fault.errno or 0).lower()


def refuse_changed(path: Path, before: Stamp) -> None:
    """Raise FileChanged where the file is no longer what it was."""
    if stamp(path) != before:
        raise FileChanged(f"{path} was written to while it was read: nothing of it was kept. Import it once it rests.")


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file's bytes, unpacked where it is gzip, as CSV where it is Parquet; and the file beneath, whose position
    tells the progress."""
    try:
        beneath = path.open("rb")
    except OSError as fault:
        raise FileError(f"{path}: {because(fault)}.") from None
    with beneath:
        begins = beneath.read(len(parquet.MAGIC))
        beneath.seek(0)
        try:
            yield _unpacked(begins, beneath, path), beneath
        except parquet.Damaged as fault:
            raise FileError(fault.message) from None
        except (gzip.BadGzipFile, EOFError) as fault:
            raise FileError(f"{path} is a damaged gzip file ({fault}); get it anew from where it came from.") from None
        except OSError as fault:
            raise FileError(f"{path}: {because(fault)}.") from None


def _unpacked(begins: bytes, beneath: IO[bytes], path: Path) -> IO[bytes]:
    if begins == parquet.MAGIC:
        return cast(IO[bytes], io.BufferedReader(parquet.AsText(beneath, path)))
    packed = begins.startswith(GZIP)
    return cast(IO[bytes], io.BufferedReader(gzip.GzipFile(fileobj=beneath))) if packed else beneath
