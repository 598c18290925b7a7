"""What the channels of public words have in common: plain text of hostile pages, storable ids, sound addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from deeproot.read.html import QUOTE, SIGNATURE, text_of
from deeproot_app.channels.shapes import Mention, Told

LONGEST: Final = 20_000
"""Characters of a text that are kept; the whole stays with the raw arrival."""
LONGEST_ID: Final = 250
EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@]+\.[^\s@]+")
MARKED: Final = re.compile(f"[{QUOTE}{SIGNATURE}]")
BROKEN: Final = re.compile("[\ud800-\udfff]")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
BLANKS: Final = re.compile(r"\s+")
GAPS: Final = re.compile(r"[ \t]+")
LINES: Final = re.compile(r"\n{3,}")


def plain(page: str) -> str:
    """The visible text of a piece of HTML, without markup, scripts and what no database keeps."""
    lines = (GAPS.sub(" ", line).strip() for line in MARKED.sub("", text_of(page[: 4 * LONGEST])).split("\n"))
    return LINES.sub("\n\n", words("\n".join(lines)))


def words(text: object) -> str:
    """Text as every database keeps it; empty for what is no text."""
    return BROKEN.sub("\ufffd", CONTROLS.sub(" ", text)).strip()[:LONGEST] if isinstance(text, str) else ""


def line(text: object, longest: int = 500) -> str:
    """Text on one line."""
    return BLANKS.sub(" ", words(text))[:longest]


def identity(text: str) -> str:
    """An id without blanks, at most ``LONGEST_ID`` characters: where it must be changed, by its digest."""
    told = words(text)
    fits = told == text and len(told) <= LONGEST_ID and not BLANKS.search(told)
    return told if fits else f"sha-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def address(text: object) -> str:
    """An http or https address; empty for any other (`javascript:`, `data:`, `file:` …)."""
    told = line(text, 2_000)
    try:
        parts = urlsplit(told)
        sound = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and " " not in told
    except ValueError:
        return ""
    return told if sound else ""


def told(found: Mention, headers: Mapping[str, Any], source: str) -> list[Told]:
    """The interaction that a mention is, whose author or a person says whose it is.

    An author is known by their address: the contact who has it as an e-mail address, or as an identity of the type
    `external`. ``headers`` may hold `customer_id`, which a person gave at `decided`, and when it was `found`.
    """
    at = found.at or _moment(headers.get("found"))
    if at is None:
        return []
    cells = {
        "interaction_id": f"{source}:{found.id}",
        "happened_at": at.isoformat(),
        "channel": "mention",
        "direction": "in",
        "personal": "false",
        "subject": found.title,
        "body": "\n\n".join(filter(None, (found.text, found.link))),
    }
    if customer := words(headers.get("customer_id")):
        cells["customer_id"] = customer
    elif found.handle:
        cells["contact_email" if EMAIL.fullmatch(found.handle) else "contact_external"] = found.handle
    return [Told("interactions", cells, at, key=words(headers.get("decided")))]


def speaks_of(found: Mention, about: str) -> bool:
    """Whether a mention has one of the words in it, separated by commas; any mention where there are none."""
    wanted = [line(word).casefold() for word in about.split(",") if word.strip()]
    text = f"{found.title}\n{found.text}\n{found.link}".casefold()
    return not wanted or any(_has(text, word) for word in wanted)


def _has(text: str, word: str) -> bool:
    """Whether the word stands in the text by itself; a script without blanks has it anywhere."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
