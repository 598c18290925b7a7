"""What is attached to mails: files of the library, by their digest: every attempt carries the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.http import Http404

from deeproot_app.act.models import Letter, Sending
from deeproot_app.act.outbox.keys import interaction_id
from deeproot_app.base.errors import UserError
from deeproot_app.channels.email.sending.compose import Enclosed
from deeproot_app.plan.library import shelf
from deeproot_app.plan.models import StoredFile

MOST: Final = 5
"""Files in one mail."""
LARGEST: Final = 10 << 20
"""Bytes of all of them together: servers refuse mails of more than about 20 MB, and encoding adds a third."""
OFFERED: Final = 200


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file as the ledger names it."""

    file: str
    name: str
    type: str
    size: int
    digest: str


def offered(language: str) -> list[tuple[str, str, StoredFile]]:
    """The files that may be attached: (key, title, file) of what stands ready, in that language where there is one.
    Two queries."""
    items = {row.pk: row for row in shelf.ready().order_by("title", "resource_id")[:OFFERED]}
    found = []
    for editions in shelf.current(items).values():
        with_file = {code: one for code, one in editions.items() if one.file_id is not None}
        one = shelf.in_language(with_file, language)
        if one is not None and one.file is not None and one.file.size <= LARGEST:
            found.append((one.file.pk, one.title, one.file))
    return sorted(found, key=lambda each: (each[1].casefold(), each[0]))


def chosen(keys: Sequence[str]) -> list[dict[str, Any]]:
    """These files of the library as the ledger keeps them, in their order. Two queries.

    Raises UserError where one is offered no more, or they are too many or too large.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    if len(wanted) > MOST:
        raise UserError(f"At most {MOST} files are attached to a mail.")
    ready = shelf.current(list(shelf.ready().values_list("pk", flat=True)))
    there = {one.file.pk: one.file for editions in ready.values() for one in editions.values() if one.file is not None}
    if any(key not in there for key in wanted):
        raise UserError("A file that was to be attached is offered by the library no more; choose again.")
    files = [there[key] for key in wanted]
    if sum(file.size for file in files) > LARGEST:
        raise UserError(f"What is attached is larger than {LARGEST >> 20} MB together; send the link instead.")
    return [asdict(Enclosure(file.pk, file.name, file.type, file.size, file.digest)) for file in files]


def intact(rows: Collection[Sending]) -> dict[int, tuple[Enclosed, ...]]:
    """What is attached to each of these mails; a mail that is not in the answer has something attached whose bytes are
    not those that were approved. One query, none where nothing is attached; each file is read once."""
    named = {row.pk: [Enclosure(**one) for one in row.letter.enclosures] for row in rows}
    keys = {one.file for some in named.values() for one in some}
    files = StoredFile.objects.in_bulk(list(keys)) if keys else {}
    data = {key: bytes(file.data) for key, file in files.items()}
    digests = {key: hashlib.sha256(given).hexdigest() for key, given in data.items()}
    return {
        pk: tuple(Enclosed(one.name, one.type, data[one.file]) for one in some)
        for pk, some in named.items()
        if all(digests.get(one.file) == one.digest for one in some)
    }


def of_interactions(interactions: Iterable[str]) -> dict[str, tuple[int, list[Mapping[str, Any]]]]:
    """What was attached to our mails among these interactions: the mail, and its files. One query."""
    ids = [one.removeprefix("email:") for one in interactions if one.startswith("email:")]
    rows = Letter.objects.filter(sending__message_id__in=ids).exclude(enclosures=[])
    told = rows.values_list("sending__message_id", "sending_id", "enclosures")
    return {interaction_id(message): (pk, enclosures) for message, pk, enclosures in told}


def file_of(sending: Sending, place: int) -> StoredFile:
    """The file at a place of a mail, as it was approved. Raises Http404 where there is none."""
    some = sending.letter.enclosures
    file = StoredFile.objects.filter(pk=some[place]["file"]).first() if place < len(some) else None
    if file is None or hashlib.sha256(bytes(file.data)).hexdigest() != some[place]["digest"]:
        raise Http404("There is no such file.")
    return file
