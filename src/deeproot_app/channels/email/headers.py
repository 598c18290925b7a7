"""What the headers of a mail say: words in any charset, addresses, ids, and when it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from typing import Final

from deeproot_app.channels.shapes import Address

LONGEST: Final = 20_000
"""Characters of a header that are read; the rest stays in the raw mail."""
LONGEST_NAME: Final = 200
MOST_ADDRESSES: Final = 500
LONGEST_ID: Final = 200
MOST_PARENTS: Final = 50
YEARS: Final = range(1971, 2100)
"""Years in which mail was written: another is a broken clock's."""
BROKEN: Final = re.compile("[\ud800-\udfff]")
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]+")
ENCODED: Final = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?\s]*\?=")
PLAIN: Final = re.compile(r"[^\s<>(),;:\"\[\]\\]{1,190}@[^\s<>(),;:\"\[\]\\@]{1,190}")
IN_BRACKETS: Final = re.compile(r"<([^<>]{1,2000})>")


def storable(text: str) -> str:
    """Text as every database keeps it: without NUL, and with a mark for what is no character."""
    if text.isascii():
        return text.replace("\x00", "")
    return BROKEN.sub("\ufffd", text.replace("\x00", ""))


def words(value: str) -> str:
    """A header as a person reads it, on one line: encoded words (RFC 2047) decoded, raw bytes guessed."""
    value = _guessed(value[:LONGEST])
    if "=?" in value:
        value = re.sub(r"(\?=)\s+(?==\?)", r"\1", value)
        value = ENCODED.sub(lambda found: _decoded(found.group()), value)
    return storable(CONTROLS.sub(" ", value)).strip()


def _guessed(value: str) -> str:
    """Text of a header that holds bytes beyond ASCII: UTF-8, else Windows-1252."""
    if value.isascii():
        return value
    return text_of(value.encode("utf-8", "surrogateescape"), "")


def _decoded(word: str) -> str:
    try:
        raw, charset = decode_header(word)[0]
    except ValueError:
        return word
    return raw if isinstance(raw, str) else text_of(raw, charset or "")


def text_of(raw: bytes, charset: str) -> str:
    """Bytes in the charset they claim, else UTF-8, else Windows-1252, where every byte is some character."""
    name = charset.strip().strip("\"'").lower()
    for tried in ("cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name, "utf-8"):
        try:
            if (tried and tried.replace("-", "").isalnum()) or "_" in tried:
                found = raw.decode(tried)
                if isinstance(found, str):
                    return found
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return raw.decode("cp1252", "replace")


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """The addresses in these headers, each once, in order."""
    found: dict[str, Address] = {}
    for value in values:
        for name, address in _pairs(value[:LONGEST]):
            plain = CONTROLS.sub("", storable(_guessed(address))).strip().lower()
            if PLAIN.fullmatch(plain) and plain not in found and len(found) < MOST_ADDRESSES:
                found[plain] = Address(plain, words(name).strip("\"' ")[:LONGEST_NAME])
    return tuple(found.values())


def _pairs(value: str) -> list[tuple[str, str]]:
    one_line = CONTROLS.sub(" ", value)
    try:
        found = getaddresses([one_line]) if one_line.count("(") < 100 else []
    except (RecursionError, ValueError, IndexError, TypeError):
        found = []
    if not any(PLAIN.fullmatch(address.strip()) for _, address in found):
        found = [("", address) for address in PLAIN.findall(one_line)]
    return found


def ids(values: Iterable[str]) -> list[str]:
    """The message ids in these headers, normalised, each once, in order."""
    found: dict[str, None] = {}
    for value in values:
        given = IN_BRACKETS.findall(value[:LONGEST]) or value[:LONGEST].split()
        found.update(dict.fromkeys(filter(None, map(normal_id, given))))
    return list(found)


def normal_id(given: str) -> str:
    """A message id as it is compared: without brackets, blanks and controls; a very long one by its fingerprint."""
    plain = storable(re.sub(r"[\s<>\x00-\x1f\x7f]+", "", _guessed(given)))
    return plain if len(plain) <= LONGEST_ID else f"long-{sha256(plain.encode()).hexdigest()[:32]}"


def parents(references: Iterable[str], in_reply_to: Iterable[str], own: str) -> tuple[str, ...]:
    """The mails that this one follows: the references in order, then what it answers where they leave it out."""
    found = [one for one in dict.fromkeys([*ids(references), *ids(in_reply_to)[:1]]) if one != own]
    return tuple(found[:1] + found[1:][-MOST_PARENTS:])


def written_at(dates: Iterable[str], received: Iterable[str]) -> datetime | None:
    """When a mail was written: its date, in its own zone; else when the newest hop received it; None where none says.

    A date without a zone is in UTC (RFC 5322, 3.3).
    """
    told = [*dates, *(line.rpartition(";")[2] for line in received)]
    for text in told[:20]:
        try:
            found = parsedate_to_datetime(text[:200].strip())
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found.year in YEARS:
            return found
    return None
