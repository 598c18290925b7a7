"""The events of an iCalendar file as they stand there, one by one: a broken one costs itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 1 << 20
"""Characters of an event; of a longer one only the beginning is kept, and it is not read."""
BEGINS: Final = b"BEGIN:VCALENDAR"
MOST_ZONES: Final = 200


@dataclass(slots=True)
class Component:
    """One event, and what it needs from around it."""

    text: str
    method: str = ""
    """What the file says is to be done with it: REQUEST, REPLY, CANCEL; empty for a plain calendar."""
    zones: list[str] = field(default_factory=list)
    """The time zones that the file describes itself."""
    fault: str = ""


def is_calendar(head: bytes) -> bool:
    """Whether a file that begins so is iCalendar."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(BEGINS)


def text_of(raw: bytes) -> str:
    """The text of a file, which is UTF-8 by its standard; others are met nevertheless."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\x00", "")


def components(raw: bytes) -> Iterator[Component]:
    """The events of a file. Never raises; what is cut off at its end is given with its fault."""
    method, zones = "", list[str]()
    held: list[str] = []
    kind = ""
    for line in text_of(raw).splitlines():
        word = line.strip().upper()
        if not kind and word in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
            kind, held = word.removeprefix("BEGIN:"), [line.strip()]
        elif kind and word == f"END:{kind}":
            held.append(line.strip())
            text = "\n".join(held)
            if kind == "VEVENT":
                yield Component(text[:LONGEST], method, zones, TOO_LONG if len(text) > LONGEST else "")
            elif len(zones) < MOST_ZONES and len(text) <= LONGEST:
                zones.append(text)
            kind, held = "", []
        elif kind:
            held.append(line)
        elif word.startswith("METHOD"):
            method = word.partition(":")[2].strip()
        elif word == "BEGIN:VCALENDAR":
            method, zones = "", []
    if kind == "VEVENT":
        yield Component("\n".join(held)[:LONGEST], method, zones, "the event has no end: the file was cut off")


TOO_LONG: Final = f"the event is longer than {LONGEST >> 20} million characters"
