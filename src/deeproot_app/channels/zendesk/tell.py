"""What an event of Zendesk says of rows of the record: a ticket is a case, its comments are interactions of it.

Ids are those of Zendesk's own API, as in file exports with its names (`record/mappings/zendesk_tickets_json`): the
customer is the organisation, or where there is none the requester.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import NotJson, address, at, identity, iso, line, moment, read_json, text, told
from deeproot_app.channels.shapes import Told, Unreadable

SOURCE: Final = "zendesk"
BEGINS: Final = "zen:event-type:"
CHANNELS: Final = {
    "email": "email", "mail": "email", "voice": "call", "phone": "call", "phone_call_inbound": "call",
    "chat": "chat", "messaging": "chat", "native_messaging": "chat", "web_messaging": "chat", "sms": "sms",
}  # fmt: skip
SOLVED: Final = {"solved", "closed"}
CUSTOMERS: Final = {"", "end-user"}
TOGETHER: Final = 10.0
"""Seconds within which a comment with the words of its ticket's description is that description."""


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one event says; nothing for types of events that the record has no place for."""
    try:
        event = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    kind, detail, when = line(at(event, "type")), at(event, "detail"), moment(at(event, "time"))
    if not kind.startswith(BEGINS) or not isinstance(detail, Mapping) or when is None or not identity(detail.get("id")):
        return Unreadable("it is no event of Zendesk: it lacks its type, its time or its detail")
    thing, _, what = kind.removeprefix(BEGINS).partition(".")
    key, source = identity(at(event, "id")), text(settings.get("source")) or SOURCE
    if thing == "organization" and what != "deleted":
        return list(_organisation(detail, event, when, key))
    if thing == "user":
        return list(_user(detail, event, when, key))
    if thing == "ticket":
        return list(_ticket(detail, at(event, "event"), what, when, key, source))
    return []


def _organisation(detail: Mapping[str, Any], event: Mapping[str, Any], when: datetime, key: str) -> Iterator[Told]:
    name = line(at(event, "event", "current")) if "name_changed" in line(event.get("type")) else ""
    if name := name or line(detail.get("name")):
        yield told("customers", when, key, customer_id=identity(detail["id"]), kind="organisation", name=name)


def _user(detail: Mapping[str, Any], event: Mapping[str, Any], when: datetime, key: str) -> Iterator[Told]:
    """A person of a customer; our own people are no contacts."""
    if line(detail.get("role")) not in CUSTOMERS:
        return
    cells = {"contact_id": identity(detail["id"]), "customer_id": _customer(detail, detail.get("id"))}
    name = line(at(event, "event", "current")) if "name_changed" in line(event.get("type")) else ""
    known = {"name": name, "email": address(detail.get("email"))}
    cells |= {column: cell for column, cell in known.items() if cell}
    if cells["customer_id"] == cells["contact_id"]:
        shown = name or cells.get("email", "") or cells["contact_id"]
        yield told("customers", when, key, customer_id=cells["contact_id"], kind="person", name=shown)
    yield told("contacts", when, key, **cells)


def _customer(detail: Mapping[str, Any], person: Any) -> str:
    organisation = identity(detail.get("organization_id"))
    return organisation if organisation not in {"", "0"} else identity(person)


def _ticket(detail: Mapping[str, Any], event: Any, what: str, when: datetime, key: str, source: str) -> Iterator[Told]:
    id_, customer = identity(detail["id"]), _customer(detail, detail.get("requester_id"))
    case, opened = f"zendesk-{id_}", moment(detail.get("created_at"))
    if not customer or opened is None or what in {"permanently_deleted", "soft_deleted"}:
        return
    closed = when if line(detail.get("status")).lower() in SOLVED else None
    cells = {"case_id": case, "customer_id": customer, "opened_at": iso(opened)}
    yield told("cases", when, key, **cells, severity=line(detail.get("priority")).lower())
    if what in {"created", "status_changed"}:
        yield told("cases", when, key, **cells, closed_at=iso(closed))
    beside = {
        "customer_id": customer,
        "case_id": case,
        "thread_id": case,
        "channel": CHANNELS.get(line(at(detail, "via", "channel")).lower(), "case"),
    }
    yield _description(detail, opened, when, key, beside, source)
    if what == "comment_added" and isinstance(comment := at(event, "comment"), Mapping):
        yield from _comment(detail, comment, opened, when, key, beside, source)


def _description(
    detail: Mapping[str, Any], opened: datetime, when: datetime, key: str, beside: Mapping[str, str], source: str
) -> Told:
    """The message that opened the ticket. Where somebody of ours opened it for the requester, it is a note."""
    ours = identity(detail.get("submitter_id")) not in {"", identity(detail.get("requester_id"))}
    cells = {
        "interaction_id": f"{source}:{identity(detail['id'])}",
        "contact_id": identity(detail.get("requester_id")),
        "happened_at": iso(opened),
        "direction": "internal" if ours else "in",
        "subject": line(detail.get("subject")),
        "body": text(detail.get("description")),
    }
    return told("interactions", when, key, **cells, **beside)


def _comment(
    detail: Mapping[str, Any],
    comment: Mapping[str, Any],
    opened: datetime,
    when: datetime,
    key: str,
    beside: Mapping[str, str],
    source: str,
) -> Iterator[Told]:
    """One comment; the one that repeats the description as the ticket is opened is told already."""
    body = text(comment.get("body"))
    first = body == text(detail.get("description")) and abs((when - opened).total_seconds()) <= TOGETHER
    if first or not identity(comment.get("id")):
        return
    theirs = at(comment, "author", "is_staff") is False
    direction = "internal" if comment.get("is_public") is False else "in" if theirs else "out"
    cells = {
        "interaction_id": f"{source}:comment-{identity(comment['id'])}",
        "happened_at": iso(when),
        "direction": direction,
        "subject": line(detail.get("subject")),
        "body": body,
    }
    if theirs:
        cells["contact_id"] = identity(at(comment, "author", "id"))
    yield told("interactions", when, key, **cells, **beside)
