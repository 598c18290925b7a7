"""A mail as it leaves: its words and who it is from and for, to the bytes of RFC 5322. Pure.

Nothing that is given can begin another header or another mail: headers are made of words without controls, bodies are
encoded in seven bits. No picture and no other thing that is fetched when it is opened stands in it.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from html import escape
from typing import Final
from urllib.parse import quote

from deeproot_app.channels.email.sending.clean import cleaned
from deeproot_app.channels.shapes import Address

UNFIT: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
"""What no word of a header holds: controls, ends of lines, and what turns the direction of all that follows."""
LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
SPECIAL: Final = re.compile(r'[()<>@,:;".\[\]\\]')
"""Characters for which a name is put in quotes (RFC 5322, 3.2.3)."""
LINE: Final = 76
LONGEST_NAME: Final = 120
LONGEST_LINK: Final = 900
LONGEST_FILE: Final = 60
"""Letters of a file's name without its ending: no line of a header passes 998 bytes, whatever the script."""
TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file in a mail."""

    name: str
    type: str
    """Its media type, such as `application/pdf`."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail that is to leave."""

    message_id: str
    """Without brackets."""
    at: datetime
    sender: Address
    to: Address
    subject: str
    text: str
    html: str = ""
    """May be empty: it is then made of the text."""
    parents: Sequence[str] = ()
    """The ids of the mails that it follows, without brackets: the first of the conversation first."""
    unsubscribe: str = ""
    """The https address of the page on which they say that they want no more; one click on it by POST is enough."""
    footer: Sequence[str] = ()
    """Lines under it: who we are and where, and how to hear no more."""
    automatic: bool = False
    """Whether nobody decided about this one: it says so (RFC 3834, 5)."""
    bulk: bool = False
    """Whether it is one of many."""
    enclosed: Sequence[Enclosed] = ()
    """The files in it."""


def composed(mail: Outgoing) -> bytes:
    """Its bytes, lines ending in CRLF. The same mail gives the same bytes.

    The headers are put together here: Python's own writer encodes an address that is longer than a line, and no
    machine finds the link of List-Unsubscribe any more.
    """
    boundary = f"=_{mail.message_id.partition('@')[0][:40]}"  # no encoded line holds =_
    head = [*_who(mail), *_what(mail), *_which(mail), *kinds(mail), "MIME-Version: 1.0"]
    text, html = bodies(mail)
    body = _multipart("alternative", boundary, [_part("plain", text), _part("html", html)])
    if mail.enclosed:
        body = _multipart("mixed", f"{boundary}_files", [body, *map(_file, mail.enclosed)])
    return "\n".join([*head, body, ""]).replace("\n", "\r\n").encode()


def _multipart(kind: str, boundary: str, parts: Sequence[str]) -> str:
    lines = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n\n{lines}--{boundary}--'


def _file(one: Enclosed) -> str:
    """A file in a mail. What its type or name cannot be in a header is not there."""
    kind = one.type if TYPE.fullmatch(one.type) else "application/octet-stream"
    encoded = b2a_base64(one.data, newline=False).decode("ascii")
    lines = "\n".join(encoded[at : at + LINE] for at in range(0, len(encoded), LINE))
    return (
        f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment;\n {_filename(one.name)}\n\n{lines}\n"
    )


def file_name(given: str) -> str:
    """A file's name as a mail has it: one line without a path, not too long for a header in any script."""
    plain = re.sub(r'[/\\"<>:|?*]', "-", _words(given)).strip(" .-") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:LONGEST_FILE]}{dot}{ending[:8]}" if stem else plain[:LONGEST_FILE]


def _filename(given: str) -> str:
    """Its name as a parameter (RFC 2231): in quotes, or encoded where it has letters beyond ASCII."""
    name = file_name(given)
    return f'filename="{name}"' if name.isascii() else f"filename*=utf-8''{quote(name, safe='')}"


def is_international(mail: Outgoing) -> bool:
    """Whether an address before its @ is of another alphabet, so that the server must know SMTPUTF8 (RFC 6531)."""
    return not (mail.sender.value.isascii() and mail.to.value.isascii())


def _who(mail: Outgoing) -> list[str]:
    return [f"{header}: {_named(header, who)}" for header, who in (("From", mail.sender), ("To", mail.to))]


def _named(header: str, who: Address) -> str:
    """An address with its name before it."""
    name = _words(who.name)[:LONGEST_NAME].strip()
    if not name:
        return who.value
    if not name.isascii() or name.startswith("=?"):
        return f"{_encoded(header, name)}\n <{who.value}>"
    if SPECIAL.search(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{quoted}"'
    return f"{name}\n <{who.value}>"


def _encoded(header: str, words: str) -> str:
    """Words of any script, as headers have them (RFC 2047), in lines of their length."""
    charset = "us-ascii" if words.isascii() and "=?" not in words else "utf-8"
    return Header(words, charset, maxlinelen=LINE, header_name=header).encode(linesep="\n")


def _words(given: str) -> str:
    """Words as one line of a header may hold them."""
    return " ".join(UNFIT.sub(" ", given).split())


def _what(mail: Outgoing) -> list[str]:
    return [f"Subject: {_encoded('Subject', _words(mail.subject) or '-')}", f"Date: {format_datetime(mail.at)}"]


def _which(mail: Outgoing) -> list[str]:
    """Its id, and where it stands in the conversation (RFC 5322, 3.6.4)."""
    known = [f"<{one}>" for one in mail.parents if _is_id(one)]
    follows = [f"In-Reply-To: {known[-1]}", "References: " + "\n ".join(known)] if known else []
    return [f"Message-ID: <{mail.message_id}>", *follows]


def _is_id(given: str) -> bool:
    plain = given.isascii() and given.isprintable() and not set(given) & set(" <>")
    return "@" in given and plain and len(given) < LONGEST_LINK


def kinds(mail: Outgoing) -> list[str]:
    """What machines are told of it: how to end it with one click (RFC 8058), and that a machine wrote (RFC 3834)."""
    found = []
    if mail.unsubscribe and _is_link(mail.unsubscribe):
        found.append(f"List-Unsubscribe: <{mail.unsubscribe}>")
        if mail.unsubscribe.startswith("https://"):
            found.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    if mail.automatic:
        found.append("Auto-Submitted: auto-generated")
    if mail.bulk:
        found.append("Precedence: bulk")
    return found


def _is_link(given: str) -> bool:
    return LINK.fullmatch(given) is not None and given.isascii() and len(given) < LONGEST_LINK


def _part(kind: str, words: str) -> str:
    encoded = b2a_qp(words.encode(), istext=True).decode("ascii")
    return f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{encoded}"


def bodies(mail: Outgoing) -> tuple[str, str]:
    """Its plain and its HTML part."""
    return _text(mail), _html(mail)


def _text(mail: Outgoing) -> str:
    lines = [_body(mail.text)]
    if mail.footer:
        lines += ["", "-- ", *map(_words, mail.footer)]
    return "\n".join(lines) + "\n"


def _body(text: str) -> str:
    """Its lines, each ending alike; without what is no character."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", re.sub(r"\r\n?", "\n", text)).strip("\n")


def _html(mail: Outgoing) -> str:
    body = cleaned(mail.html) if mail.html.strip() else _marked(_body(mail.text))
    under = "".join(f"<br>{_linked(line)}" for line in map(_words, mail.footer)).removeprefix("<br>")
    foot = f'<p style="color:#666;font-size:12px;margin-top:24px">{under}</p>' if under else ""
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}{foot}</body></html>'


def _marked(text: str) -> str:
    """Plain words as HTML: paragraphs where empty lines stand, links that can be clicked."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", text))
    return "".join(f"<p>{'<br>'.join(map(_linked, part.split(chr(10))))}</p>" for part in paragraphs if part)


def _linked(line: str) -> str:
    """One line with its addresses of pages as links."""
    found, at = [], 0
    for link in LINK.finditer(line):
        found += [escape(line[at : link.start()]), f'<a href="{escape(link[0])}">{escape(link[0])}</a>']
        at = link.end()
    return "".join([*found, escape(line[at:])])
