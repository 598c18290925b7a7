"""What a notification of Intercom says of rows of the record: its conversation's source and parts are interactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import NotJson, address, at, identity, iso, line, moment, read_json, text, told
from deeproot_app.channels.mentions import plain
from deeproot_app.channels.shapes import Told, Unreadable
from deeproot_app.channels.strangers import Person, introduced, whose

SOURCE: Final = "intercom"
CUSTOMERS: Final = {"user", "lead", "contact"}
WORDS: Final = {"comment": "", "note": "internal", "open": "", "close": "", "assignment": ""}
"""The parts that may hold words, and their direction where it is not their author's."""
CHANNELS: Final = {"email": "email", "sms": "sms"}


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one notification says; nothing where it is of no conversation."""
    try:
        given = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    if at(given, "type") != "notification_event":
        return Unreadable("it is no notification of Intercom")
    conversation = at(given, "data", "item")
    if at(conversation, "type") != "conversation" or not identity(at(conversation, "id")):
        return []
    return list(_conversation(conversation, settings))


def _conversation(conversation: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[Told]:
    source = text(settings.get("source")) or SOURCE
    person = _person(conversation, source)
    for one in _said(conversation):
        when = moment(one.get("created_at")) or moment(conversation.get("created_at"))
        body = plain(text(one.get("body")))
        if when is None or not identity(one.get("id")) or not body:
            continue
        changed = moment(one.get("updated_at")) or moment(conversation.get("updated_at")) or when
        yield from introduced(person, settings, when, "")
        yield _interaction(conversation, one, when, changed, body, person, settings)


def _said(conversation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The message that began it, then its parts that may hold words."""
    if isinstance(first := conversation.get("source"), Mapping):
        yield {"created_at": conversation.get("created_at"), **first, "part_type": "comment"}
    parts = at(conversation, "conversation_parts", "conversation_parts")
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, Mapping) and line(part.get("part_type")) in WORDS:
            yield part


def _interaction(
    conversation: Mapping[str, Any],
    one: Mapping[str, Any],
    when: datetime,
    changed: datetime,
    body: str,
    person: Person,
    settings: Mapping[str, Any],
) -> Told:
    author = one.get("author")
    theirs = line(at(author, "type")) in CUSTOMERS
    cells = {
        "interaction_id": f"{person.source}:{identity(one['id'])}",
        "happened_at": iso(when),
        "channel": CHANNELS.get(line(at(conversation, "source", "type")), "chat"),
        "direction": WORDS[line(one["part_type"])] or ("in" if theirs else "out"),
        "thread_id": identity(conversation["id"]),
        "subject": plain(text(at(conversation, "source", "subject"))),
        "body": body,
        **whose(person, settings),
    }
    if line(at(author, "type")) in {"bot", "fin", "operator"}:
        cells["automatic"] = "true"
    elif not theirs and (colleague := address(at(author, "email"))):
        cells["member_email"] = colleague
    return told("interactions", changed, identity(one["id"]), **cells)


def _person(conversation: Mapping[str, Any], source: str) -> Person:
    """Whose conversation it is: the contact, with the address and name under which they wrote in it."""
    named = at(conversation, "contacts", "contacts")
    first = named[0] if isinstance(named, list) and named and isinstance(named[0], Mapping) else {}
    authors = [one["author"] for one in _said(conversation) if isinstance(one.get("author"), Mapping)]
    wrote: Mapping[str, Any] = next((one for one in authors if line(one.get("type")) in CUSTOMERS), {})
    return Person(
        source,
        identity(first.get("id")) or identity(wrote.get("id")),
        own_id=identity(first.get("external_id")),
        email=address(wrote.get("email")),
        name=line(wrote.get("name")),
    )
