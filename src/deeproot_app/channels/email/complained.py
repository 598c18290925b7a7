"""What a complaint says (RFC 5965): somebody called a mail of ours spam; which, and who. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from typing import Final

from deeproot_app.channels.email import bounced, headers
from deeproot_app.channels.email.parse import MOST_CONTAINERS

KINDS: Final = ("abuse", "fraud", "opt-out", "opt-out-list", "other", "virus", "not-spam")
NO_COMPLAINTS: Final = ("not-spam", "auth-failure")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint."""

    kind: str
    """`abuse`, `fraud` …"""
    mail: str
    """The Message-ID of the mail that it is about, without brackets; may be empty."""
    addresses: tuple[str, ...]
    """Who got it, as far as the report tells: many leave it out."""


def complaint(raw: bytes) -> Complaint | None:
    """The complaint that a mail is; None for one that is none. Never raises."""
    if b"feedback-report" not in raw.lower() or raw.count(b"boundary") > MOST_CONTAINERS:
        return None
    try:
        return _complaint(message_from_bytes(raw, policy=compat32))
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _complaint(message: Message) -> Complaint | None:
    payload = message.get_payload()
    if str(message.get_param("report-type", "")).lower() != "feedback-report" or not isinstance(payload, list):
        return None
    parts = [one for one in payload if isinstance(one, Message)]
    report = next((one for one in parts if one.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    fields = _fields(report)
    kind = str(fields.get("feedback-type", "other")).strip().lower()[:40]
    if kind in NO_COMPLAINTS:
        return None
    told = headers.addresses([str(one) for one in fields.get_all("original-rcpt-to", [])])
    return Complaint(kind, next(iter(bounced.returned(message)), ""), tuple(one.value for one in told))


def _fields(report: Message) -> Message:
    """The fields of a report: Python takes what stands in such a part for a text, or for a message."""
    payload = report.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        return payload[0]
    raw = report.get_payload(decode=True)
    return message_from_bytes(raw if isinstance(raw, bytes) else b"", policy=compat32)
