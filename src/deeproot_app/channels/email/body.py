"""The text of a mail, and what is attached to it: listed by name, type and size, never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from deeproot.read.html import QUOTE, SIGNATURE
from deeproot.read.html import text_of as text_of_html
from deeproot_app.channels.email.headers import storable, text_of, words
from deeproot_app.channels.shapes import Attachment

LONGEST: Final = 1_000_000
"""Characters of a text that are kept beside the interaction; the whole stays in the raw mail."""
MOST_PARTS: Final = 500
MOST_ATTACHMENTS: Final = 100
STUB: Final = 200
"""Characters of a plain part that may only say that the mail has another."""
PRIVATE: Final = re.compile(f"[{QUOTE}{SIGNATURE}]")
TURNED: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: with them `exe.pdf` is shown of a file that is `fdp.exe`."""
SEALED: Final = {
    "multipart/encrypted": "encrypted",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "multipart/signed": "signed",
}


@dataclass
class Content:
    """What a mail holds."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    parts: list[Message] = field(default_factory=list)
    """Those that the attachments stand in, in the same order."""
    sealed: str = ""

    @property
    def text(self) -> str:
        """The whole text: the plain part; the HTML one where there is no other, or the plain one only points to it."""
        plain = "\n".join(self.plain).replace("\r\n", "\n").replace("\r", "\n").strip()
        if self.html and len(plain) < STUB:
            page = _lines_of(text_of_html("\n".join(self.html)[: 4 * LONGEST]))
            if not plain or len(page) > 3 * len(plain) + STUB:
                plain = page
        return storable(plain[:LONGEST])


def content(message: Message) -> Content:
    """Take a mail apart, without recursion, whatever is nested in it."""
    found = Content()
    for part in _leaves(message, found):
        kind = part.get_content_type()
        if kind.startswith("multipart/"):
            kind = "text/plain"  # one that holds no parts: its boundary is nowhere, and its text stands as it is
        name = _name(part)
        if kind in ("text/plain", "text/html") and not name and not _is_attached(part):
            (found.plain if kind == "text/plain" else found.html).append(_decoded(part))
        elif len(found.attachments) < MOST_ATTACHMENTS:
            found.attachments.append(Attachment(name or kind, kind, _size(part)))
            found.parts.append(part)
    return found


def attached(raw: bytes, place: int) -> tuple[Attachment, bytes] | None:
    """What is attached to a mail at that place, from 0, and its bytes, unpacked; None where nothing is."""
    found = content(message_from_bytes(raw, policy=compat32))
    if not 0 <= place < len(found.parts):
        return None
    part = found.parts[place]
    payload = part.get_payload()
    if isinstance(payload, list):
        return found.attachments[place], b"\n".join(bytes_of(one) for one in payload if isinstance(one, Message))
    return found.attachments[place], _unpacked(part)


def bytes_of(message: Message) -> bytes:
    """A mail within a mail; of one too broken to be written again its headers and texts, one after the other."""
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        lines, waiting = [], [message]
        while waiting:
            part = waiting.pop()
            payload = part.get_payload()
            inner = payload if isinstance(payload, list) else []
            lines += [f"{name}: {value}" for name, value in part.raw_items()] + [""]
            lines += [] if inner or payload is None else [str(payload)]
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        return "\n".join(lines).encode("utf-8", "surrogateescape")


def _leaves(message: Message, found: Content) -> Iterator[Message]:
    """The parts that hold no others, in order; a mail that is attached to this one is told as an attachment."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        kind = part.get_content_type()
        found.sealed = found.sealed or _sealed(part, kind)
        payload = part.get_payload() if part.is_multipart() else None
        if not isinstance(payload, list):
            yield part
        elif kind.startswith("message/"):
            if len(found.attachments) < MOST_ATTACHMENTS:
                found.attachments.append(Attachment(_name(part) or _inner(kind, payload), kind, 0))
                found.parts.append(part)
        else:
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]


def _inner(kind: str, inside: Sequence[object]) -> str:
    if kind != "message/rfc822":
        return kind
    first = inside[0] if inside else None
    return (words(str(first.get("subject", "")))[:200] if isinstance(first, Message) else "") or "a mail"


def _sealed(part: Message, kind: str) -> str:
    if kind.endswith("pkcs7-mime") and "signed" in str(part.get_param("smime-type", "")):
        return "signed"
    return SEALED.get(kind, "")


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", ""))[:40].strip().lower().startswith("attachment")


def _name(part: Message) -> str:
    """The file's name as its sender gave it (RFC 2231 and RFC 2047), without a path; empty where it has none."""
    try:
        given = part.get_filename() or ""
    except (LookupError, ValueError, TypeError, AttributeError):
        given = ""
    return TURNED.sub("", re.split(r"[/\\]", words(str(given)))[-1])[:200]


def _decoded(part: Message) -> str:
    """The text of a part, whatever its transfer encoding and its charset claim."""
    return text_of(_unpacked(part), _charset(part))


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset("") or "")
    except (LookupError, ValueError, TypeError):
        return ""


def _unpacked(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = None
    return found if isinstance(found, bytes) else str(part.get_payload()).encode("utf-8", "surrogateescape")


def _size(part: Message) -> int:
    given = str(part.get_payload())
    how = str(part.get("content-transfer-encoding", "")).strip().lower()
    return (len(given) - given.count("\n")) * 3 // 4 if how == "base64" else len(given)


def _lines_of(page: str) -> str:
    """The visible text of a page as a plain mail has it: what it quotes behind `> `, what it signs behind `-- `."""
    lines, signed = [], False
    for line in page.split("\n"):
        mark = line[:1]
        if mark == SIGNATURE and not signed:
            lines.append("-- ")
        signed = mark == SIGNATURE
        lines.append(f"> {line[1:]}" if mark == QUOTE else PRIVATE.sub("", line))
    return "\n".join(lines).strip()
