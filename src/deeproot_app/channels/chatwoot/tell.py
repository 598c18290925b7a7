"""What an event of Chatwoot says of rows of the record: a message is an interaction, a conversation a thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import NotJson, address, at, identity, iso, line, moment, read_json, text, told
from deeproot_app.channels.shapes import Told, Unreadable
from deeproot_app.channels.strangers import Person, introduced, whose

SOURCE: Final = "chatwoot"
EVENTS: Final = {"message_created": "0:", "message_updated": "1:"}
"""Both have the moment of the message; what was changed counts."""
DIRECTIONS: Final = {"incoming": "in", "outgoing": "out", "template": "out"}
CHANNELS: Final = {"Channel::Email": "email", "Channel::Sms": "sms", "Channel::TwilioSms": "sms"}
PEOPLE: Final = {"contact", "Contact"}


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one event says; nothing for events that are of no message, and for what Chatwoot notes of itself."""
    try:
        event = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    if not isinstance(event, Mapping):
        return Unreadable("it is no JSON object")
    rank, direction = EVENTS.get(line(event.get("event"))), DIRECTIONS.get(line(event.get("message_type")))
    if rank is None or direction is None or not event.get("id"):
        return []
    when = moment(event.get("created_at"))
    if when is None:
        return Unreadable("the message has no created_at")
    return _message(event, when, rank, direction, settings)


def _message(
    event: Mapping[str, Any], when: datetime, rank: str, direction: str, settings: Mapping[str, Any]
) -> list[Told]:
    source = text(settings.get("source")) or SOURCE
    person, sender = _person(event, source), event.get("sender")
    conversation = event.get("conversation")
    number = identity(at(conversation, "id")) or identity(at(conversation, "display_id"))
    cells = {
        "interaction_id": f"{source}:{identity(event['id'])}",
        "happened_at": iso(when),
        "channel": _channel(event),
        "direction": "internal" if event.get("private") is True else direction,
        "thread_id": f"{source}-{number}" if number else "",
        "subject": line(at(conversation, "additional_attributes", "mail_subject")),
        "body": text(event.get("content")),
        **whose(person, settings),
    }
    if line(event.get("message_type")) == "template" or at(sender, "type") == "agent_bot":
        cells["automatic"] = "true"
    if cells["direction"] != "in" and (colleague := address(at(sender, "email"))):
        cells["member_email"] = colleague
    key = f"{rank}{identity(event['id'])}"
    return [*introduced(person, settings, when, key), told("interactions", when, key, **cells)]


def _channel(event: Mapping[str, Any]) -> str:
    return CHANNELS.get(line(at(event, "conversation", "channel")), "chat")


def _person(event: Mapping[str, Any], source: str) -> Person:
    """Whose conversation it is: the contact as the conversation tells of them, else who wrote."""
    known = (at(event, "conversation", "meta", "sender"), event.get("contact"), event.get("sender"))
    candidates = [one for one in known if isinstance(one, Mapping) and _is_contact(one, event)]
    email = next(filter(None, (address(one.get("email")) for one in candidates)), "")
    first: Mapping[str, Any] = candidates[0] if candidates else {}
    number = identity(first.get("id")) or identity(at(event, "conversation", "contact_inbox", "contact_id"))
    return Person(
        source,
        number,
        own_id=identity(first.get("identifier")),
        email=email,
        name=line(first.get("name")),
        phone=line(first.get("phone_number"), 60),
    )


def _is_contact(one: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    kind = one.get("type")
    if kind is not None:
        return line(kind) in PEOPLE
    return one is not event.get("sender") or line(event.get("message_type")) == "incoming"
