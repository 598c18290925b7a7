"""Pictures of a walk: taken where their bytes say that they are one, and kept without what a camera adds to them.

PNG and JPEG only. Everything that is not needed to show the picture (where it was taken, by which camera, notes,
thumbnails) is cut out before it is stored; whoever asks gets it with a header under which nothing in it can run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from deeproot_app.base.errors import UserError
from deeproot_app.understand.journey.models import JourneyPicture

LARGEST: Final = 8 << 20
MOST: Final = 6
"""Pictures of one step."""
PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT"})
INERT: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
_WRONG: Final = "This is no PNG or JPEG picture that can be shown; take one of these."


def read(upload: UploadedFile[Any]) -> tuple[bytes, str]:
    """The clean bytes of an uploaded picture, and its type. Raises UserError where it is none, or too large."""
    if (upload.size or 0) > LARGEST:
        raise UserError(f"The picture is larger than {LARGEST >> 20} MB; take a smaller one.")
    return clean(upload.read(LARGEST + 1))


def clean(data: bytes) -> tuple[bytes, str]:
    """The same picture with nothing but what shows it, and its type. Raises UserError for anything else."""
    if len(data) > LARGEST:
        raise UserError(f"The picture is larger than {LARGEST >> 20} MB; take a smaller one.")
    try:
        if data.startswith(PNG):
            return PNG + b"".join(_png(data)), "image/png"
        if data.startswith(b"\xff\xd8\xff"):
            return b"\xff\xd8" + b"".join(_jpeg(data)), "image/jpeg"
    except (struct.error, IndexError):
        raise UserError(_WRONG) from None
    raise UserError(_WRONG)


def _png(data: bytes) -> Iterator[bytes]:
    place, ended = len(PNG), False
    if data[place + 4 : place + 8] != b"IHDR":
        raise UserError(_WRONG)
    while not ended:
        (length,) = struct.unpack_from(">I", data, place)
        kind, after = data[place + 4 : place + 8], place + 12 + length
        if after > len(data):
            raise UserError(_WRONG)
        if kind in _KEPT:
            yield data[place:after]
        place, ended = after, kind == b"IEND"


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The segments up to the lines of the picture, without notes and what applications add (but JFIF, Adobe)."""
    place = 2
    while True:
        if data[place] != 0xFF:
            raise UserError(_WRONG)
        marker = data[place + 1]
        (length,) = struct.unpack_from(">H", data, place + 2)
        after = place + 2 + length
        if length < 2 or after > len(data):
            raise UserError(_WRONG)
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            if end < after:
                raise UserError(_WRONG)
            yield data[place : end + 2]
            return
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            yield data[place:after]
        place = after


def shown(picture: JourneyPicture) -> HttpResponse:
    """The picture, for a page of ours; nothing in it can run."""
    answer = HttpResponse(bytes(picture.data), content_type=picture.type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = INERT
    answer["Cache-Control"] = "private, no-store"
    return answer
