"""Where uploaded files lie until they are imported: in the home folder, under names of our own."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from deeproot_app.base.errors import UserError

NAME: Final = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME: Final = 200
EXAMPLES: Final = Path(__file__).parent.parent / "examples"
"""A small file of each table, whole in itself: imported together, they make a tiny record."""
SPARE: Final = 64 << 20
"""Bytes of the disk that no upload may take."""


def folder() -> Path:
    """The folder of uploads, readable by its owner only."""
    found = Path(settings.HOME) / "uploads"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def keep(upload: UploadedFile[Any]) -> str:
    """Write an uploaded file to disk, piece by piece, and give the name it lies under.

    Raises UserError where the disk has no room for it.
    """
    name, size = token_hex(16), upload.size or 0
    if shutil.disk_usage(folder()).free < size + SPARE:
        raise UserError(f"{shown(upload.name)} was not kept: the disk has no room for its {size:,} bytes.")
    path = folder() / name
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for piece in upload.chunks(1 << 20):
                file.write(piece)
    except OSError as fault:
        path.unlink(missing_ok=True)
        raise UserError(
            f"{shown(upload.name)} was not kept: {(fault.strerror or 'it could not be written').lower()}."
        ) from None
    return name


def path_of(name: str) -> Path:
    """Where the file of that name lies. Raises UserError for a name that is none of ours."""
    if not NAME.fullmatch(name):
        raise UserError("The uploaded file is gone; upload it again.")
    return folder() / name


def throw_away(name: str) -> None:
    """Delete the file; nothing happens where it is gone already."""
    if NAME.fullmatch(name):
        (folder() / name).unlink(missing_ok=True)


def shown(name: str | None) -> str:
    """A file's name as its owner gave it, without a path, and without characters that cannot be seen."""
    last = re.split(r"[/\\]", name or "")[-1]
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()
    return plain[-LONGEST_NAME:] or "file"
