"""What a delivery report says (RFC 3464): who could not be reached, why, and which mail it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

from deeproot_app.channels.email import headers
from deeproot_app.channels.shapes import Failed

MOST: Final = 100
"""Addresses of a report that are read."""
MOST_PARTS: Final = 200
LONGEST: Final = 200
STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def failures(message: Message) -> tuple[Failed, ...]:
    """The addresses of a report, each once, with what became of the mail to it; empty of a mail that is none."""
    found: dict[str, Failed] = {}
    if str(message.get_param("report-type", "")).lower() == "delivery-status":
        for block in _blocks(message):
            for one in _failed(block):
                found.setdefault(one.address, one)
    for address in headers.addresses([str(message.get("x-failed-recipients", ""))]):
        found.setdefault(address.value, Failed(address.value))
    return tuple(list(found.values())[:MOST])


def returned(message: Message) -> list[str]:
    """The id of the mail that a report gives back, whole or by its headers."""
    for part in _parts(message):
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
            return headers.ids([str(payload[0].get("message-id", ""))])[:1]
        if kind == "text/rfc822-headers" and isinstance(payload, str):
            given = re.search(r"^message-id:\s*(<[^<>]{1,2000}>)", payload, re.IGNORECASE | re.MULTILINE)
            return headers.ids([given.group(1)])[:1] if given else []
    return []


def told(some: tuple[Failed, ...]) -> str:
    """What became of the mail, in lines that stand above a report's own text."""
    lines = []
    for one in some:
        what = "Not delivered yet to" if one.delayed else "Not delivered to"
        why = ": ".join(filter(None, (one.status, one.says)))
        lines.append(f"{what} {one.address}{f' ({why})' if why else ''}.")
    return "\n".join(lines)


def _parts(message: Message) -> Iterator[Message]:
    """The parts of the report itself; not those of what it gives back."""
    payload = message.get_payload()
    yield from (one for one in payload[:MOST_PARTS] if isinstance(one, Message)) if isinstance(payload, list) else ()


def _blocks(message: Message) -> Iterator[Message]:
    """The groups of fields of the report: one for the mail, one for each address (RFC 3464, 2.1)."""
    for part in _parts(message):
        payload = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
            yield from (one for one in payload[: MOST + 1] if isinstance(one, Message))


def _failed(block: Message) -> Iterator[Failed]:
    """Of a group of an address: whom, unless the mail did arrive."""
    action = str(block.get("action", "failed")).strip().lower()
    if action not in ("failed", "delayed"):
        return
    given = str(block.get("original-recipient", "") or block.get("final-recipient", ""))
    for address in headers.addresses([given.partition(";")[2] or given])[:1]:
        status = STATUS.search(str(block.get("status", "")))
        says = headers.words(str(block.get("diagnostic-code", "")).partition(";")[2])
        yield Failed(address.value, status.group(1) if status else "", says[:LONGEST], delayed=action == "delayed")
