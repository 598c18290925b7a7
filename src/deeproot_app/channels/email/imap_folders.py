"""Which folders of a mailbox are read? By their use (RFC 6154), else by the names that programs give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from imapclient import IMAPClient

from deeproot_app.channels.email.line import Fault

USES: Final = {
    b"\\sent": "sent",
    b"\\drafts": "drafts",
    b"\\junk": "junk",
    b"\\trash": "trash",
    b"\\all": "all",
    b"\\archive": "archive",
    b"\\flagged": "flagged",
    b"\\important": "flagged",
}
NAMED: Final = {
    "sent": "sent", "sent items": "sent", "sent mail": "sent", "sent messages": "sent", "gesendet": "sent",
    "gesendete elemente": "sent", "gesendete objekte": "sent", "gesendete nachrichten": "sent", "enviados": "sent",
    "elementos enviados": "sent", "mensajes enviados": "sent", "envoyés": "sent", "éléments envoyés": "sent",
    "messages envoyés": "sent", "objets envoyés": "sent", "inviati": "sent", "posta inviata": "sent",
    "verzonden": "sent", "verzonden items": "sent", "itens enviados": "sent", "sendt": "sent", "skickat": "sent",
    "wysłane": "sent", "drafts": "drafts", "draft": "drafts", "entwürfe": "drafts", "borradores": "drafts",
    "brouillons": "drafts", "bozze": "drafts", "junk": "junk", "spam": "junk", "junk e-mail": "junk",
    "junk email": "junk", "bulk mail": "junk", "trash": "trash", "deleted items": "trash", "deleted messages": "trash",
    "papierkorb": "trash", "gelöschte elemente": "trash", "papelera": "trash", "corbeille": "trash",
    "cestino": "trash", "bin": "trash",
}  # fmt: skip
"""What folders are called, by their use, where the server does not say it."""
NEVER: Final = {"drafts": "drafts were never sent", "junk": "it holds spam", "trash": "it was thrown away"}
MOST: Final = 10_000
"""Folders of a mailbox that are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A folder that can be read."""

    name: str
    use: str = ""
    """`inbox`, `sent`, `drafts`, `junk`, `trash`, `all`, `archive`, `flagged`; empty for one of the person's own."""


def folders(client: IMAPClient) -> list[Found]:
    """Every folder that can be read, and what it is for."""
    listed = client.list_folders()[:MOST]
    by_flag = {flag.lower() for flags, _, _ in listed for flag in flags} & USES.keys()
    told = {USES[flag] for flag in by_flag}
    return [
        Found(str(name), _use(flags, delimiter, str(name), told))
        for flags, delimiter, name in listed
        if not {b"\\noselect", b"\\nonexistent"} & {flag.lower() for flag in flags}
    ]


def _use(flags: Iterable[bytes], delimiter: bytes | None, name: str, told: set[str]) -> str:
    """By what the server says; by its name only where the server says of no folder that it has that use."""
    if name.upper() == "INBOX":
        return "inbox"
    for flag in flags:
        if flag.lower() in USES:
            return USES[flag.lower()]
    last = name.rpartition(delimiter.decode("latin-1"))[2] if delimiter else name
    use = NAMED.get(last.casefold(), "")
    return "" if use in told else use


def chosen(found: Sequence[Found], also: Sequence[str] = ()) -> list[Found]:
    """The folders to be read: the inbox, what was sent, and those that a person named ``also``.

    Raises Fault for a name that there is not, and for a folder that is never read.
    """
    read = [one for one in found if one.use in ("inbox", "sent")]
    by_name = {one.name.casefold(): one for one in found}
    for name in filter(None, map(str.strip, also)):
        one = by_name.get(name.casefold())
        if one is None:
            raise Fault(f"There is no folder {name!r} in the mailbox. There are: {_names(found)}.")
        if one.use in NEVER:
            raise Fault(f"The folder {name!r} is not read: {NEVER[one.use]}. Take it off the list of folders.")
        if one not in read:
            read.append(one)
    if not read:
        raise Fault("The mailbox has neither an inbox nor a folder of sent mail; name the folders to be read.")
    return read


def _names(found: Sequence[Found]) -> str:
    names = [one.name for one in found if one.use not in NEVER]
    return ", ".join(names[:20]) + (" and more" if len(names) > 20 else "")
