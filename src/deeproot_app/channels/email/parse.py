"""One mail: its raw bytes to what it says. Pure; whatever the bytes are, the answer is a mail or why it is none."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from hashlib import sha256
from typing import Final

from deeproot.read.automatic import BULK, REPLIED, automatic, bulk
from deeproot_app.channels.email import bounced, headers
from deeproot_app.channels.email.body import content
from deeproot_app.channels.shapes import Received, Unreadable

MOST_CONTAINERS: Final = 60
"""Parts that hold parts; more is an attack, and taking it apart would take for ever."""
MOST_PARTS: Final = 100_000
MOST_LINES: Final = 5_000_000
MOST_HEADERS: Final = 5_000
HEAD: Final = 1 << 20
"""Bytes in which the headers of a mail must end."""
TELLING: Final = frozenset(
    {"content-type", "auto-submitted", "precedence", "x-failed-recipients", "from", "return-path", *REPLIED, *BULK}
)
"""The headers by which a machine or a list gives itself away."""
BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
FIELD: Final = re.compile(rb"^[!-9;-~]+[ \t]*:", re.MULTILINE)

Fields = dict[str, list[str]]
"""The headers: for each name, in lower case, what stands under it, from the top."""


def parse(raw: bytes, arrived: datetime | None = None) -> Received | Unreadable:
    """One mail of its raw bytes. ``arrived`` is when its container says it came, for a mail that says no time."""
    if fault := _unfit(raw):
        return Unreadable(fault)
    try:
        message = message_from_bytes(raw, policy=compat32)
        return _received(message, raw, arrived)
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError) as fault:
        return Unreadable(f"it cannot be taken apart ({type(fault).__name__})")


def _unfit(raw: bytes) -> str:
    """Why nobody should try to take these bytes apart; empty where one may."""
    if not raw.strip():
        return "it is empty"
    end = BLANK_LINE.search(raw, 0, HEAD)
    if end is None and len(raw) > HEAD:
        return f"its headers do not end within {HEAD >> 20} MiB"
    head = raw[: end.start()] if end else raw
    fields = len(FIELD.findall(head))
    if not fields:
        return "it has no headers"
    if fields > MOST_HEADERS:
        return f"it has {fields:,} headers; at most {MOST_HEADERS:,} are read"
    return _too_costly(raw)


def _too_costly(raw: bytes) -> str:
    """Why it would take for ever, or all memory, to take these bytes apart; empty where it would not."""
    containers = raw.count(b"boundary=") + raw.count(b"boundary*") + raw.count(b"message/rfc822")
    if containers > MOST_CONTAINERS:
        return f"it nests {containers:,} parts; at most {MOST_CONTAINERS} are taken apart"
    if (parts := raw.count(b"\n--") + raw.count(b"\r--")) > MOST_PARTS:
        return f"it has {parts:,} parts; at most {MOST_PARTS:,} are taken apart"
    if (lines := max(raw.count(b"\n"), raw.count(b"\r"))) > MOST_LINES:
        return f"it has {lines:,} lines; at most {MOST_LINES:,} are read"
    return ""


def _received(message: Message, raw: bytes, arrived: datetime | None) -> Received | Unreadable:
    fields = _fields(message)
    at = headers.written_at(fields.get("date", []), fields.get("received", [])) or arrived
    if at is None:
        return Unreadable("it does not say when it was written: neither Date nor Received can be read")
    own = next(iter(headers.ids(fields.get("message-id", [])[:1])), "") or f"sha-{fingerprint(fields, raw)}"
    found = content(message)
    subject = headers.words(_first(fields, "subject"))
    telling = {name: " ".join(values)[:2_000] for name, values in fields.items() if name in TELLING}
    telling["subject"] = subject
    if found_by_us := _first(fields, "authentication-results"):
        telling["authentication-results"] = found_by_us[:2_000]
    failed = bounced.failures(message)
    parents = headers.parents(fields.get("references", [])[:1], fields.get("in-reply-to", [])[:1], own)
    senders = headers.addresses([*fields.get("from", [])[:1], *fields.get("sender", [])[:1]])
    return Received(
        id=own,
        at=at,
        sender=senders[0] if senders else None,
        to=headers.addresses(value for name in ("to", "cc", "bcc") for value in fields.get(name, [])[:20]),
        subject=subject,
        body="\n\n".join(filter(None, (bounced.told(failed), found.text))),
        parents=parents or (tuple(bounced.returned(message)) if failed else ()),
        automatic=automatic(telling).value is not None,
        bulk=bulk(telling),
        attachments=tuple(found.attachments),
        sealed=found.sealed,
        headers=telling,
        failed=failed,
    )


def _fields(message: Message) -> Fields:
    found: Fields = {}
    for name, value in message.raw_items():
        found.setdefault(name.strip().lower(), []).append(str(value))
    return found


def _first(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def fingerprint(fields: Fields, raw: bytes) -> str:
    """What a mail without an id is known by: the headers that no relay changes, and its body."""
    digest = sha256()
    for name in ("from", "to", "cc", "date", "subject"):
        digest.update(f"{name}:{headers.words(_first(fields, name))}\n".encode())
    end = BLANK_LINE.search(raw)
    digest.update(b"\n".join(raw[end.end() :].split()) if end else b"")
    return digest.hexdigest()[:32]
