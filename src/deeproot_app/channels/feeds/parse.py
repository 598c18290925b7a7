"""One feed: its bytes to its entries. Pure; whatever the bytes are, the answer is entries or why there are none.

feedparser reads what feeds are in practice (ill-formed XML, wrong dates, HTML that is none); bytes only are handed to
it, never an address: it asks the network for nothing, and expat opens no external entity.
"""

from __future__ import annotations

import io
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


def entries(raw: bytes, feed_address: str = "") -> list[Mention] | Unreadable:
    """The entries of a feed, in its order. ``feed_address`` is where it came from, and part of ids that are made."""
    if len(raw) > LONGEST_FEED:
        return Unreadable(f"it is longer than {LONGEST_FEED >> 20} MiB")
    if not _looks_like_one(raw):
        return Unreadable("it is no RSS or Atom feed; give the address of the feed, not of the page that it belongs to")
    try:
        found = _parsed(raw)
    except Exception as fault:  # a parser of others, on bytes of strangers
        return Unreadable(f"it cannot be taken apart ({type(fault).__name__})")
    mentions: dict[str, Mention] = {}
    for entry in found[:MOST_ENTRIES]:
        mention = _mention(entry, feed_address)
        mentions.setdefault(mention.id, mention)
    return list(mentions.values())


def _looks_like_one(raw: bytes) -> bool:
    head = raw[: 4 * HEAD].replace(b"\x00", b"")[:HEAD]
    return LOOKS.search(head) is not None


def _parsed(raw: bytes) -> list[Mapping[str, Any]]:
    import feedparser

    return list(feedparser.parse(io.BytesIO(raw), resolve_relative_uris=False).get("entries", []))


def _mention(entry: Mapping[str, Any], feed_address: str) -> Mention:
    link = address(entry.get("link"))
    title = line(plain(str(entry.get("title") or "")))
    text = plain(_text(entry))
    author, handle = _author(entry)
    told = entry.get("id") or link or f"{feed_address}\n{title}\n{text}"
    return Mention(
        id=identity(str(told)),
        at=_moment(entry),
        author=author,
        handle=handle,
        title=title,
        text=text,
        link=link,
        language=_language(_content(entry)),
    )


def _author(entry: Mapping[str, Any]) -> tuple[str, str]:
    """The author's name, and their e-mail address or else that of their page.

    RSS has `address (name)` in one text, of which feedparser cuts long top-level domains: the text itself is asked.
    """
    detail, told = entry.get("author_detail") or {}, str(entry.get("author") or "")
    if found := EMAIL.search(told):
        rest = (told[: found.start()] + told[found.end() :]).strip(" ()<>")
        return line(rest, 200), line(found.group(), 250).lower()
    return line(detail.get("name") or told, 200), line(detail.get("href"), 250).lower()


def _content(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    contents = entry.get("content") or [{}]
    return contents[0] if isinstance(contents[0], Mapping) else {}


def _text(entry: Mapping[str, Any]) -> str:
    """The whole text where the feed has it, else its summary."""
    whole, summary = str(_content(entry).get("value") or ""), str(entry.get("summary") or "")
    return max(whole, summary, key=len)


def _language(content: Mapping[str, Any]) -> str:
    code = str(content.get("language") or "")[:2].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _moment(entry: Mapping[str, Any]) -> datetime | None:
    """When it was published, else updated; feedparser gives both in UTC."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        told = entry.get(name)
        if told and told.tm_year in YEARS:
            try:
                return datetime.fromtimestamp(timegm(told), UTC)
            except (ValueError, OverflowError):
                continue
    return None
