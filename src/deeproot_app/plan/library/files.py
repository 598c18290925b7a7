"""Files of the library: taken where their first bytes say that they are of a safe kind, and given only as downloads."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from secrets import token_hex
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.plan.models.library import StoredFile

LARGEST: Final = 15 << 20
LONGEST_NAME: Final = 150
ENTRIES: Final = 5_000
"""Files within an office document that are looked at; one that holds more is refused."""
OFFICE: Final = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
OPEN: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
FIRST: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)
MARKUP: Final = re.compile(rb"<\s*(?:!doctype|html|svg|script|\?xml|body|iframe|object|embed|math|xsl)", re.I)
KINDS: Final = "PDF, Word, Excel, PowerPoint, OpenDocument, plain text, CSV, PNG, JPEG, GIF or WebP"
INERT: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
"""Whatever a file holds: where a browser shows it all the same, nothing in it runs, and it loads nothing."""


def keep(upload: UploadedFile[Any]) -> StoredFile:
    """Store an uploaded file. Raises UserError where it is too large, empty, or of a kind that we do not hand on."""
    if (upload.size or 0) > LARGEST:
        raise UserError(f"The file is larger than {LARGEST >> 20} MB; give a smaller one, or put it on your site.")
    data = upload.read(LARGEST + 1)
    return store(data, upload.name or "")


def store(data: bytes, name: str) -> StoredFile:
    """Store a file of these bytes under a name of our own. Raises UserError as ``keep`` does."""
    found, ending = kind_of(data)
    return StoredFile.objects.create(
        key=token_hex(16),
        name=label(name, ending),
        type=found,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        made_at=clock.now(),
    )


def kind_of(data: bytes) -> tuple[str, str]:
    """What a file is by its bytes: its type, and the ending that its name gets. Raises UserError for any other."""
    if not data:
        raise UserError("The file is empty.")
    if len(data) > LARGEST:
        raise UserError(f"The file is larger than {LARGEST >> 20} MB; give a smaller one, or put it on your site.")
    for begins, found, ending in FIRST:
        if data.startswith(begins):
            return found, ending
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return _text(data)


def _office(data: bytes) -> tuple[str, str]:
    """An office document without macros; nothing in it is unpacked but the one line that says what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            if len(names) > ENTRIES or any("vbaproject" in name.lower() for name in names):
                raise UserError("The document holds macros, or far too many parts; give it as PDF.")
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                told = packed.read("mimetype").strip()
                if told in OPEN:
                    return told.decode(), OPEN[told]
    # zipfile: NotImplementedError for a compression that it does not know, RuntimeError for a part under a password.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        raise UserError(f"The file cannot be read; give {KINDS}.") from None
    if "[Content_Types].xml" in names:
        for folder, kind in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    raise UserError(f"This is an archive. Give {KINDS}.")


def _text(data: bytes) -> tuple[str, str]:
    """Plain text that no browser takes for a page."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"The library does not hand on files of this kind. Give {KINDS}.") from None
    if MARKUP.search(data) or any(sign < " " and sign not in "\t\n\r\f" for sign in text):
        raise UserError(f"A page, a drawing or a program may do things of its own, and is not handed on. Give {KINDS}.")
    return "text/plain", "txt"


def label(name: str, ending: str) -> str:
    """A file's name as a label: no path, no sign that cannot be seen, and the ending of what it is."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", plain)[:LONGEST_NAME].strip(" .")
    kept = plain.rpartition(".")[2].lower() if ending == "txt" else ""
    return f"{stem or 'file'}.{kept if kept in ('csv', 'md') else ending}"


def download(file: StoredFile) -> HttpResponse:
    """The file, to be kept on the disk of whoever asks: never shown within a page of ours, and never run."""
    answer = HttpResponse(bytes(file.data), content_type=file.type)
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = INERT
    answer["Cache-Control"] = "private, no-store"
    return answer
