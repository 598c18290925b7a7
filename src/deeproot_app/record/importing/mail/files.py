"""Which files are mail, and their raw mails in blocks: an mbox is read mail by mail, a folder file by file."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Final

from deeproot_app.base.models import Organisation
from deeproot_app.channels.email import parse
from deeproot_app.channels.email.mbox import DATED, FIELD, LONGEST, Mail, mails
from deeproot_app.channels.shapes import Received
from deeproot_app.record.files.look import CHUNK, Look
from deeproot_app.record.files.opened import FileError, Stamp, opened, refuse_changed, stamp
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.mail.prepare import COLUMNS, MAPPING, SOURCE, PreparingMail, shown
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.plan import Options, Planned, name_of, source_of
from deeproot_app.record.importing.store import Store

EML: Final = ".eml"
MBOX: Final = frozenset({".mbox", ".mbx"})
MAILDIR: Final = ("cur", "new")
HEAD: Final = 4_096
MOST: Final = 1_000
"""Mails of a block: to read one takes some 50 times as long as a row, and for a block other writers wait."""
OF_MAIL: Final = frozenset(
    {b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to"}
)
"""Headers of which every mail has some."""


def is_mail(path: Path) -> bool:
    """Whether a file is a mail or an mbox, by its ending or by how it begins."""
    if path.suffix.casefold() == EML or path.suffix.casefold() in MBOX:
        return True
    if path.suffix.casefold() in (".csv", ".tsv", ".tab", ".json"):
        return False
    try:
        return is_mbox(head := _head(path)) or _is_message(head)
    except FileError:
        return False


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox: a line that says from whom and when, then a header."""
    first, _, rest = head.lstrip(b"\r\n").partition(b"\n")
    return DATED.match(first) is not None or (first.startswith(b"From ") and FIELD.match(rest) is not None)


def _is_message(head: bytes) -> bool:
    """Whether a file begins with the headers of a mail: three of those that every mail has."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    named = {line.partition(b":")[0].strip().lower() for line in lines if FIELD.match(line)}
    return FIELD.match(lines[0]) is not None and len(named & OF_MAIL) >= 3


def is_maildir(path: Path) -> bool:
    """Whether a folder is a Maildir: the mails of it lie in `cur` and `new`."""
    return all((path / name).is_dir() for name in MAILDIR)


def of_maildir(path: Path) -> list[Path]:
    """The mails of a Maildir, in order: those in `tmp` are not yet whole."""
    found = [one for name in MAILDIR for one in (path / name).iterdir() if not one.name.startswith(".")]
    return sorted((one for one in found if one.is_file() and not one.is_symlink()), key=lambda one: one.name)


def _head(path: Path) -> bytes:
    with opened(path) as (stream, _):
        return stream.read(HEAD)


@dataclass(frozen=True)
class PlannedMail(Planned):
    """A mailbox, ready to be read."""

    mails: tuple[Path, ...] = ()
    """The files of a folder, a mail each; empty of an mbox."""

    @property
    def ledger(self) -> str:
        """The mailbox: what the ledger tells of, while the mails themselves are known by their own ids."""
        return self.source

    @property
    def settled(self) -> bool:
        """Who is known may have changed since: the same mailbox may give more."""
        return False

    def rows(self) -> Mails:
        return Mails(self)

    def first(self, most: int) -> list[list[str]]:
        """The first mails, as a refused one is shown too."""
        found = (parse(one.raw, one.arrived) for one in Mails(self).mails())
        return [shown(mail) for mail in islice(found, most) if isinstance(mail, Received)]

    def preparing(self, store: Store, moments: Moments) -> PreparingMail:
        return PreparingMail(store, creates_customers=self.mapping.creates_customers)

    def refuse_changed(self) -> None:
        if not self.mails:  # the files of a folder are read whole at once, and are not written to once they are there
            refuse_changed(self.path, self.look.stamp)


class Mails:
    """The raw mails of a mailbox, in blocks."""

    def __init__(self, planned: PlannedMail) -> None:
        self._planned = planned
        self.position = 0
        """How many bytes lie behind, for showing progress."""

    def blocks(self, rows: int, characters: int) -> Iterator[Block]:
        """All mails, in blocks of about so many mails or bytes. Bytes stand in the texts as Latin-1, one for one."""
        block, rows = Block(), min(rows, MOST)
        for mail in self.mails():
            block.lines.append(mail.place)
            block.texts.append(mail.raw.decode("latin-1"))
            arrived = mail.arrived.isoformat() if mail.arrived else ""
            block.cells.append([mail.name, arrived, "cut" if mail.cut else "", mail.fault])
            block.characters += len(mail.raw)
            block.last_line = mail.place
            if len(block.lines) >= rows or block.characters >= characters:
                yield block
                block = Block()
        if block.lines:
            yield block

    def mails(self) -> Iterator[Mail]:
        """The mails, one at a time."""
        if self._planned.mails:
            yield from self._of_files(self._planned.mails)
            return
        with opened(self._planned.path) as (stream, beneath):
            for mail in mails(stream):
                self.position = beneath.tell()
                yield mail

    def _of_files(self, paths: Sequence[Path]) -> Iterator[Mail]:
        for place, path in enumerate(paths, 1):
            try:
                raw = _whole(path)
            except FileError as fault:
                yield Mail(place, b"", name=path.name, fault=fault.message.rstrip("."))
                continue
            self.position += len(raw)
            yield Mail(place, raw[:LONGEST], cut=len(raw) > LONGEST, name=path.name)


def _whole(path: Path) -> bytes:
    """A file of a folder; one that a mail program has renamed meanwhile, as it does when a mail is read, is found."""
    try:
        with opened(path) as (stream, _):
            return stream.read(LONGEST + 1)
    except FileError:
        unique = path.name.partition(":")[0]
        for name in MAILDIR:
            for renamed in (path.parent.parent / name).glob(f"{glob.escape(unique)}:*"):
                with opened(renamed) as (stream, _):
                    return stream.read(LONGEST + 1)
        raise


def plan_mail(path: Path, options: Options, named: str, mails: Sequence[Path] = ()) -> PlannedMail:
    """A mailbox, looked at: an mbox, one .eml, or the ``mails`` of the folder ``path``.

    Raises FileError where it cannot be read or is written to meanwhile.
    """
    if not mails and not is_mbox(_head(path)):
        mails = (path,)
    if mails:
        digest, size = _marked(mails)
        mark = Stamp(0, 0, size, 0)
    else:
        mark, digest = _hashed(path)
    look = Look(path, mark, digest, "utf-8", 0, "\n", ",")
    name = source_of(options.source) if options.source else name_of(named.rstrip("/"))
    mailbox = f"{SOURCE}/{name}"[:100]
    zone = Organisation.get().timezone
    return PlannedMail(path, named, look, MAPPING, COLUMNS, 0, (), mailbox, zone, tuple(mails))


def _hashed(path: Path) -> tuple[Stamp, str]:
    before = stamp(path)
    digest = sha256()
    with opened(path) as (stream, _):
        _feed(digest, stream)
    refuse_changed(path, before)
    return before, digest.hexdigest()


def _feed(digest: object, stream: IO[bytes]) -> None:
    while chunk := stream.read(CHUNK):
        digest.update(chunk)  # type: ignore[attr-defined]


def _marked(mails: Sequence[Path]) -> tuple[str, int]:
    """By what a folder of mails is known again: the names, sizes and times of its files. And how large it is."""
    digest, size = sha256(), 0
    for path in mails:
        found = stamp(path)
        size += found.size
        digest.update(f"{path}\0{found.size}\0{found.written_ns}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest(), size
