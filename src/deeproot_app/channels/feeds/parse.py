"""One feed: its bytes to its entries, and an entry to what it says. Pure, and never raises, whatever the bytes are.

feedparser reads what feeds are in practice (ill-formed XML, wrong dates, HTML that is none); bytes only are handed to
it, never an address: it asks the network for nothing, and expat opens no external entity.
"""

from __future__ import annotations

import io
import json
import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from deeproot_app.channels.mentions import address, identity, line, plain
from deeproot_app.channels.shapes import Mention, Unreadable

MOST_ENTRIES: Final = 1_000
LONGEST_FEED: Final = 8 << 20
"""Bytes; a longer one is no feed that somebody reads."""
YEARS: Final = range(1990, 2101)
LOOKS: Final = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
EMAIL: Final = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,190}")
HEAD: Final = 4_096
"""Bytes in which a feed says that it is one."""

Entry = Mapping[str, Any]
"""An entry as feedparser gives it, through JSON."""


def entries(raw: bytes) -> list[Entry] | Unreadable:
    """The entries of a feed, whole, in its order."""
    if len(raw) > LONGEST_FEED:
        return Unreadable(f"it is longer than {LONGEST_FEED >> 20} MiB")
    if not _looks_like_one(raw):
        return Unreadable("it is no RSS or Atom feed; give the address of the feed, not of the page that it belongs to")
    try:
        return _parsed(raw)
    except Exception as fault:  # a parser of others, on bytes of strangers
        return Unreadable(f"it cannot be taken apart ({type(fault).__name__})")


def _looks_like_one(raw: bytes) -> bool:
    head = raw[: 4 * HEAD].replace(b"\x00", b"")[:HEAD]
    return LOOKS.search(head) is not None


def _parsed(raw: bytes) -> list[Entry]:
    import feedparser

    found = feedparser.parse(io.BytesIO(raw), resolve_relative_uris=False, sanitize_html=False).get("entries", [])
    return list(json.loads(json.dumps(found[:MOST_ENTRIES], default=str)))


def mention(entry: Entry) -> Mention:
    """What an entry says."""
    link = address(entry.get("link"))
    title = line(plain(str(entry.get("title") or "")))
    text = plain(_text(entry))
    author, handle = _author(entry)
    return Mention(
        id=identity(str(entry.get("id") or link or f"{title}\n{text}")),
        at=_moment(entry),
        author=author,
        handle=handle,
        title=title,
        text=text,
        link=link,
        language=_language(_content(entry)),
    )


def _author(entry: Entry) -> tuple[str, str]:
    """The author's name, and their e-mail address or else that of their page.

    RSS has `address (name)` in one text, of which feedparser cuts long top-level domains: the text itself is asked.
    """
    told = str(entry.get("author") or "")
    detail = entry.get("author_detail")
    detail = detail if isinstance(detail, Mapping) else {}
    if found := EMAIL.search(told):
        rest = (told[: found.start()] + told[found.end() :]).strip(" ()<>")
        return line(rest, 200), line(found.group(), 250).lower()
    return line(detail.get("name") or told, 200), line(detail.get("href"), 250).lower()


def _content(entry: Entry) -> Entry:
    contents = entry.get("content")
    first = contents[0] if isinstance(contents, list) and contents else {}
    return first if isinstance(first, Mapping) else {}


def _text(entry: Entry) -> str:
    """The whole text where the feed has it, else its summary."""
    whole, summary = str(_content(entry).get("value") or ""), str(entry.get("summary") or "")
    return max(whole, summary, key=len)


def _language(content: Entry) -> str:
    code = str(content.get("language") or "")[:2].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _moment(entry: Entry) -> datetime | None:
    """When it was published, else updated; feedparser gives both in UTC, as a list of year, month, day …"""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        told = entry.get(name)
        try:
            if told and told[0] in YEARS:
                return datetime.fromtimestamp(timegm(tuple(told)), UTC)
        except (ValueError, OverflowError, TypeError, KeyError, IndexError):
            continue
    return None
