"""What the channels of public words have in common: plain text of hostile pages, storable ids, sound addresses."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from deeproot.read.html import QUOTE, SIGNATURE, text_of

LONGEST: Final = 20_000
"""Characters of a text that are kept; the whole stays with the raw arrival."""
LONGEST_ID: Final = 250
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
