"""What a channel hands over: one message as it was received, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody's address, in lower case, and the name that stood beside it."""

    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What was attached: told, never opened."""

    name: str
    type: str
    size: int
    """Bytes, unpacked from the transfer encoding; estimated, within a line's end, for base64."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that a message could not be delivered to."""

    address: str
    status: str = ""
    """The enhanced status code (RFC 3463), such as `5.1.1`."""
    says: str = ""
    """The other server's own words."""
    delayed: bool = False
    """Whether it is still tried."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message. All text is storable: without NUL and without what is no character."""

    id: str
    """Its id at its source, the same wherever a copy of it is met; no blanks, at most 250 characters."""
    at: datetime
    """When it was written; aware."""
    sender: Address | None
    to: tuple[Address, ...]
    """Everybody it was addressed to, copies included, each once, in order."""
    subject: str
    body: str
    """The whole text as plain text; quoted lines begin with `> `."""
    parents: tuple[str, ...] = ()
    """The ids of the messages that it follows: the first of the conversation first."""
    automatic: bool = False
    """Whether its headers say that a machine sent it. False is no knowledge: the text may still say so."""
    bulk: bool = False
    """Whether its headers say that it went to many."""
    attachments: tuple[Attachment, ...] = ()
    sealed: str = ""
    """`encrypted` or `signed` where it is; the text of an encrypted message is not here."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those headers by which machines and lists give themselves away, in lower case."""
    failed: tuple[Failed, ...] = ()
    """Of a delivery report: whom it says that we could not reach."""
    forwards: Received | Unreadable | None = None
    """The mail inside, where this one only forwards it and that was asked for; Unreadable where none is clear."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a source says of one row of the record, in the words of its canonical file (docs/importing.md).

    The cells are text as a canonical CSV file has it (interactions may have `contact_email`, `member_email`, `subject`
    and `body`). Columns that are not named are not spoken of; an empty text says that there is nothing.
    """

    table: str
    """One of `deeproot.tables`."""
    cells: Mapping[str, str]
    """With the table's key: `interaction_id` is `<source>:<id there>`."""
    at: datetime
    """When the source says so; aware. Of two that speak of one column the later counts, in whatever order they come."""
    key: str = ""
    """Tells apart, and orders, what is said at the same moment."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What somebody said in public. Whose it is, evidence or a person says: it is a signal about us, by anybody.

    All text is plain and storable.
    """

    id: str
    """Its id at its source; no blanks, at most 250 characters."""
    at: datetime | None
    """When it was published; aware. None where its source does not say: the moment it was found counts."""
    author: str
    """The name that stands over it; may be empty."""
    handle: str
    """The author's address at that place, in lower case (`@ann@example.social`, an e-mail address); may be empty."""
    title: str
    text: str
    link: str
    """Where it can be read; an http or https address, or empty."""
    language: str = ""
    """As its source says; an ISO 639-1 code, or empty."""
    replies_to: str = ""
    """The id of what it answers, at the same source."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that cannot be taken apart; its raw bytes are kept, to be tried again."""

    reason: str
    """A clause."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that must be known to connect a source: a field of the form, a question at the command line."""

    name: str
    label: str
    help: str = ""
    """One sentence: where it is found at the source, or what it does."""
    kind: Literal["text", "secret", "choice", "number", "address", "yes"] = "text"
    """`secret` is sealed and never shown again; `address` is a web address (http or https); `yes` is ticked or not."""
    required: bool = True
    choices: Sequence[tuple[str, str]] = ()
    """Of a choice: what is kept, and how it is shown."""
    default: str = ""
    least: int | None = None
    most: int | None = None
    """Of a number."""
    made: str = ""
    """Of a secret that we make where none is given, and show once: what it begins with (`whsec_`); 32 random bytes
    in base64 follow."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one question to a polled source brought: it is kept, and the cursor moved with it, before the next."""

    things: Sequence[tuple[str, Mapping[str, Any], bytes]] = ()
    """(key, headers, bytes) of each delivery, as `record.arrivals.keep` takes them."""
    cursor: Mapping[str, Any] | None = None
    """How far the source is read after these; None: as far as before."""
