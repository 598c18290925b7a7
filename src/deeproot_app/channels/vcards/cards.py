"""The people of an address book, card by card: a broken one costs itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.vcards.lines import Line, line_of, unfolded

LONGEST: Final = 8 << 20
"""Characters of a card; of a longer one only the beginning is kept, and it is not read."""
LONGEST_TEXT: Final = 500
LONGEST_ADDRESS: Final = 254
LONGEST_PHONE: Final = 60
MOST: Final = 50
"""Addresses and numbers of one person, each."""
READ: Final = frozenset({"UID", "FN", "N", "ORG", "EMAIL", "TEL", "REV", "KIND"})
SILENT: Final = frozenset({"BEGIN", "END", "VERSION", "PRODID", "CLIENTPIDMAP"})
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN, END = re.compile(r"^BEGIN:VCARD\s*$", re.IGNORECASE), re.compile(r"^END:VCARD\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """One person, or one company."""

    uid: str
    """Empty where the card has none."""
    name: str
    organisation: str
    emails: tuple[str, ...]
    """In lower case, the preferred first."""
    phones: tuple[str, ...]
    """As they are written, the preferred first."""
    revised: datetime
    kind: str
    """`individual`, or `org`, `group`, `location`."""
    left: tuple[tuple[str, str], ...]
    """What is not read of it: (property, value)."""
    text: str


def is_vcard(head: bytes) -> bool:
    """Whether a file that begins so is vCard."""
    return _text(head).lstrip("\ufeff \t\r\n").upper().startswith("BEGIN:VCARD")


def cards(raw: bytes) -> Iterator[tuple[str, Card | Unreadable]]:
    """Every card of a file: its text, and who it is or why it cannot be read. Never raises."""
    held: list[str] | None = None
    size = 0
    for line in re.split(r"\r\n|\r|\n", _text(raw).lstrip("\ufeff")):
        if BEGIN.match(line):
            if held is not None:
                yield _shown(held), Unreadable("the card has no end before the next begins")
            held, size = [line], 0
        elif held is None:
            continue
        elif END.match(line):
            held.append(line)
            yield _shown(held), Unreadable(TOO_LONG) if size > LONGEST else _card(held)
            held = None
        else:
            size += len(line)
            if size <= LONGEST:
                held.append(line)
    if held is not None:
        yield _shown(held), Unreadable("the card has no end: the file was cut off")


TOO_LONG: Final = f"the card is longer than {LONGEST >> 20} million characters"


def _text(raw: bytes) -> str:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if raw.startswith(mark):
            return raw.decode("utf-16", "replace")
    return raw.decode("utf-8", "surrogateescape")


def _shown(held: Sequence[str]) -> str:
    return "\n".join(held)


def _card(held: Sequence[str]) -> Card | Unreadable:
    lines = [one for text in unfolded(list(held)) if (one := line_of(text)) is not None]
    first = {one.name: one for one in reversed(lines)}
    emails = [one.text().lower().removeprefix("mailto:") for one in _preferred(lines, "EMAIL")]
    emails = [one for one in emails if 0 < len(one) <= LONGEST_ADDRESS and "@" in one and not re.search(r"\s", one)]
    phones = [
        re.sub(r"^tel:", "", one.text(), flags=re.IGNORECASE).partition(";")[0] for one in _preferred(lines, "TEL")
    ]
    name = _clean(first["FN"].text()) if "FN" in first else ""
    name = name or (_of_parts(first["N"].parts()) if "N" in first else "")
    found = Card(
        uid=_clean(first["UID"].text())[:250] if "UID" in first else "",
        name=name,
        organisation=_clean(first["ORG"].parts()[0]) if "ORG" in first else "",
        emails=tuple(dict.fromkeys(map(_clean, emails)))[:MOST],
        phones=tuple(dict.fromkeys(phone for one in phones if (phone := _clean(one)[:LONGEST_PHONE])))[:MOST],
        revised=_revised(first["REV"].text()) if "REV" in first else NEVER,
        kind=first["KIND"].text().casefold() if "KIND" in first else "individual",
        left=tuple((one.name, one.value[:200]) for one in lines if one.name not in READ | SILENT),
        text=_shown(held),
    )
    if not (found.uid or found.emails or found.phones) or not (found.name or found.emails or found.organisation):
        return Unreadable("the card names nobody: it has no name, or neither address nor number nor UID")
    return found


def _preferred(lines: Sequence[Line], name: str) -> list[Line]:
    return sorted((one for one in lines if one.name == name), key=lambda one: one.preference)


def _of_parts(parts: Sequence[str]) -> str:
    """A name by its parts: family; given; further; titles before; titles after."""
    family, given, further, before, after, *_ = (*parts, "", "", "", "", "")
    return _clean(" ".join(filter(None, (before, given, further, family, after))))


def _clean(text: str) -> str:
    """One line without a NUL or half characters, not endless."""
    plain = re.sub(r"[\x00\ud800-\udfff]", "", text)
    return " ".join(plain.split())[:LONGEST_TEXT]


def _revised(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return NEVER
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
