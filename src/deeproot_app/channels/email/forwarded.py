"""A mail that forwards another: the one inside, as far as it is told. Pure; whether to believe it others say.

Inside is a mail that is attached whole (message/rfc822), or one that stands in the text behind a block of headers such
as `From: … Date: … Subject: … To: …`, as mail programs write it, in a dozen languages. Its id is the attached mail's
own; of one in the text what X-Forwarded-Message-Id says (Thunderbird), else In-Reply-To, which programs set to the mail
that is forwarded; else a fingerprint of what it says. So a mail that is forwarded, and lies in a mailbox of ours too,
is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final

from deeproot_app.channels.email import headers
from deeproot_app.channels.email.body import bytes_of
from deeproot_app.channels.email.parse import parse
from deeproot_app.channels.shapes import Received, Unreadable

BY: Final = "forwarded-by"
"""The header under which the mail inside says who forwarded it."""
MOST_LINES: Final = 400
"""Lines of a text in which what it forwards must begin."""
MOST_HEADERS: Final = 12
LABELS: Final = {
    "from": "from von de da van od från fra от",
    "date": "date sent gesendet datum fecha enviado envoyé data inviato verzonden enviada dato skickat дата",
    "to": "to an para à a aan til till pour кому",
    "cc": "cc kopie copie copia",
    "subject": "subject betreff asunto objet oggetto onderwerp assunto emne ämne тема",
}
NAMED: Final = {word: name for name, words in LABELS.items() for word in words.split()} | {"enviado el": "date"}
LINE: Final = re.compile(r"^[>\s]*\*?([^\W\d][\w ]{0,14}?)\s*:\*?\s*(.*)$")
SUBJECT: Final = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vs|pd)\s*:\s*", re.IGNORECASE)
MARK: Final = re.compile(
    r"^[>\s]*(?:-{2,}.*(?:forwarded|weitergeleitet|transf|reenviad|inoltrat|doorgestuurd|encaminhad).*"
    r"|begin forwarded message.*|anfang der weitergeleiteten.*|début du message (?:ré)?expédié.*"
    r"|inicio del mensaje reenviado.*|inizio messaggio inoltrato.*)$",
    re.IGNORECASE,
)
MONTHS: Final = {
    part: number
    for number, parts in enumerate(
        ("jan ene gen", "feb fév fev", "mar mär mrz maa", "apr avr abr", "may mai mei mag", "jun juin giu",
         "jul juil lug", "aug aoû ago", "sep set", "oct okt ott out", "nov", "dec dez dic déc"), 1,
    )
    for part in parts.split()
}  # fmt: skip
CLOCK: Final = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)
NUMBERS: Final = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([./])(\d{1,2})[./](\d{4}))\b")
WORDS: Final = re.compile(
    r"\b(?:(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]{3,10})\.?|([^\W\d]{3,10})\.?\s+(\d{1,2}),?)\s+(?:de\s+)?(\d{4})\b"
)


@dataclass(frozen=True, slots=True)
class _Block:
    """The headers that stand in a text, and the text behind them."""

    told: dict[str, str]
    rest: str


def forwarded(raw: bytes, outer: Received) -> Received | Unreadable | None:
    """The mail that ``outer`` forwards; None where it forwards none, Unreadable where nobody can say which."""
    if outer.automatic:
        return None
    try:
        message = message_from_bytes(raw, policy=compat32)
        attached = list(_attached(message))
        if len(attached) > 1:
            return Unreadable(f"it forwards {len(attached)} mails at once; forward them one by one")
        inner = parse(attached[0]) if attached else _in_text(message, outer)
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError) as fault:
        return Unreadable(f"what it forwards cannot be taken apart ({type(fault).__name__})")
    if not isinstance(inner, Received):
        return inner
    by = outer.sender.value if outer.sender else ""
    return replace(inner, headers={**inner.headers, BY: by})


def unconfirmed(outer: Received) -> str:
    """Why the sender of a mail is not who it says, by what our own server found (RFC 8601); empty where it may be."""
    told = outer.headers.get("authentication-results", "").lower()
    found = {name: _result(told, name) for name in ("dmarc", "spf", "dkim")}
    if found["dmarc"] == "fail" or (
        not found["dmarc"] and found["spf"] in ("fail", "softfail") and found["dkim"] != "pass"
    ):
        return "our mail server found that its sender is not who it says (Authentication-Results)"
    return ""


def _result(told: str, name: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*([a-z]+)", told)
    return found.group(1) if found else ""


def _attached(message: Message) -> Iterator[bytes]:
    """The mails that are attached whole; those within them are theirs."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload() if part.is_multipart() else None
        if not isinstance(payload, list):
            continue
        if part.get_content_type() == "message/rfc822" and part is not message:
            yield from (bytes_of(one) for one in payload[:1] if isinstance(one, Message))
        else:
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]


def _in_text(message: Message, outer: Received) -> Received | Unreadable | None:
    """The mail that stands in the text of another."""
    lines = outer.body.split("\n")[:MOST_LINES]
    marked = next((at for at, line in enumerate(lines) if MARK.match(line)), None)
    if marked is None and not SUBJECT.match(outer.subject):
        return None
    block = _block(outer.body, marked or 0)
    if block is None:
        return (
            Unreadable("it forwards a mail without saying from whom; forward it as an attachment")
            if marked is not None
            else None
        )
    senders = headers.addresses([block.told["from"]])
    if not senders:
        return Unreadable("it forwards a mail whose sender's address it does not give; forward it as an attachment")
    at = _when(block.told.get("date", ""), _zone(message)) or outer.at
    subject = block.told.get("subject") or SUBJECT.sub("", outer.subject)
    own = _own(message) or _fingerprint(senders[0].value, at, subject, block.rest)
    return Received(
        id=own,
        at=min(at, outer.at),
        sender=senders[0],
        to=headers.addresses([block.told.get("to", ""), block.told.get("cc", "")]),
        subject=subject,
        body=block.rest,
        parents=tuple(one for one in outer.parents if one != own),
        attachments=outer.attachments,
    )


def _block(text: str, start: int) -> _Block | None:
    """The first block of headers behind a line: who it is from, and two more."""
    lines = text.split("\n")
    for at in range(start, min(len(lines), start + MOST_LINES)):
        told, after = _headers_at(lines, at)
        if "from" in told and len(told) >= 3:
            return _Block(told, _unquoted(lines[after:], quoted=lines[at].lstrip().startswith(">")))
    return None


def _headers_at(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    """The headers that begin at a line, and the line behind them. Long ones go on in the next line."""
    told: dict[str, str] = {}
    last = ""
    while at < len(lines) and len(told) < MOST_HEADERS:
        found = LINE.match(lines[at])
        name = NAMED.get(found.group(1).lower().strip(), "") if found else ""
        if name and found:
            told[name], last = found.group(2).strip(), name
        elif not told or not lines[at].strip(" >\t"):
            break
        elif last in ("to", "cc", "subject"):
            told[last] += " " + lines[at].strip(" >\t")
        at += 1
    return told, at


def _unquoted(lines: list[str], *, quoted: bool) -> str:
    if quoted:
        lines = [re.sub(r"^\s*> ?", "", line) for line in lines]
    return "\n".join(lines).strip()


def _own(message: Message) -> str:
    """The id of the mail that is forwarded, where the program that forwards it tells it."""
    for name in ("x-forwarded-message-id", "in-reply-to"):
        if found := headers.ids([str(message.get(name, ""))]):
            return found[-1]
    return ""


def _fingerprint(sender: str, at: datetime, subject: str, body: str) -> str:
    told = "\n".join((sender, at.isoformat(timespec="minutes"), subject, " ".join(body.split())))
    return f"fwd-{sha256(told.encode()).hexdigest()[:32]}"


def _zone(message: Message) -> tzinfo:
    """The zone of whoever forwards: the one in which their program writes the dates of others."""
    try:
        offset = parsedate_to_datetime(str(message.get("date", ""))[:200]).utcoffset()
    except (ValueError, TypeError, IndexError, OverflowError):
        offset = None
    return timezone(offset or timedelta())


def _when(text: str, zone: tzinfo) -> datetime | None:
    """When the mail inside was written, as programs write it for people; None where that cannot be read."""
    try:
        found = parsedate_to_datetime(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    day, clock = _day(text), CLOCK.search(NUMBERS.sub(" ", text))
    if day is None:
        return None
    hour, minute, second = (int(clock.group(at) or 0) for at in (1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock.group(4):
        hour = hour % 12 + (12 if clock.group(4).lower() == "p" else 0)
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day; a day and month in figures are the other way round where a `/` stands between."""
    if found := WORDS.search(text):
        name, day = (found.group(2), found.group(1)) if found.group(2) else (found.group(3), found.group(4))
        month = next((MONTHS[name.lower()[:size]] for size in (4, 3) if name.lower()[:size] in MONTHS), 0)
        return (int(found.group(5)), month, int(day)) if month else None
    if found := NUMBERS.search(text):
        if found.group(1):
            return int(found.group(1)), int(found.group(2)), int(found.group(3))
        first, second = int(found.group(4)), int(found.group(6))
        if found.group(5) == "/" and first <= 12 and second <= 12 and first != second:
            return None
        day_, month_ = (second, first) if second > 12 else (first, second)
        return int(found.group(7)), month_, day_
    return None
