"""What calls of the tracking API say of rows of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import (
    address,
    at,
    country,
    digest,
    identity,
    iso,
    line,
    moment,
    read_json,
    text,
    told,
)
from deeproot_app.channels.segment.calls import fault, group_of, messages, user_of, when
from deeproot_app.channels.shapes import Told, Unreadable

SOURCE: Final = "segment"
ANONYMOUS: Final = "anonymous:"
"""Stands before an anonymous id among the addresses of a person."""
USE: Final = {
    "channel": "usage", "direction": "in", "needs_answer": "false", "automatic": "false",
    "customer_words": "0", "our_words": "0", "read_from_text": "none",
}  # fmt: skip
"""What is the same of all use: it is told, not written, so nothing is read from its words."""


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one call says, single or a batch; `headers` has `call` and `received-at`. Malformed calls are left out:

    whoever receives them keeps each as a delivery of its own, which has `refused` among its headers.
    """
    if refused := text(headers.get("refused")):
        return Unreadable(refused)
    received = moment(headers.get("received-at"))
    found: list[Told] = []
    try:
        for message in messages(read_json(raw), text(headers.get("call"))):
            if fault(message) is None:
                found += _message(message, received, settings)
    except ValueError as broken:  # NotJson, or a batch that is none
        return Unreadable(str(broken))
    return found


def _message(message: Mapping[str, Any], received: datetime | None, settings: Mapping[str, Any]) -> Iterator[Told]:
    said, key = when(message, received), identity(message.get("messageId")) or digest(_content(message))
    kind = message["type"]
    if said is None:
        return
    if kind in {"track", "page", "screen"}:
        yield _use(message, kind, said, key, settings)
        return
    people = settings.get("customer") == "user"
    user, group = user_of(message), group_of(message)
    if user and kind in {"identify", "group"}:
        yield from _person(message, user, "" if people else group, said, key, people=people)
    if group and not people and kind in {"identify", "group"}:
        yield _organisation(message, group, said, key)
    yield from _also_known(message, kind, user, said, key, settings)


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a message without an id is told apart by: all of it but when it was sent."""
    return {name: value for name, value in message.items() if name not in {"sentAt", "writeKey"}}


def _use(message: Mapping[str, Any], kind: str, said: datetime, key: str, settings: Mapping[str, Any]) -> Told:
    user, group = user_of(message), group_of(message)
    people = settings.get("customer") == "user"
    cells = {
        "interaction_id": f"{settings.get('source') or SOURCE}:{key}",
        "happened_at": iso(said),
        "subject": _named(message, kind),
        "body": "",
        **USE,
    }
    if user:
        cells["contact_id"] = user
    else:
        cells["contact_external"] = ANONYMOUS + identity(message.get("anonymousId"))
    if group and not people:
        cells["customer_id"] = group
    elif people and user:
        cells["customer_id"] = user
    return told("interactions", said, key, **cells)


def _named(message: Mapping[str, Any], kind: str) -> str:
    """What was done, in a line: the event; the page or screen by its name, else by where it is."""
    if kind == "track":
        return line(message["event"])
    properties = message.get("properties")
    names = (message.get("name"), *(at(properties, one) for one in ("name", "title", "path", "url")))
    named = next(filter(None, map(line, names)), "")
    return f"{kind.capitalize()}: {named}" if named else kind.capitalize()


def _person(
    message: Mapping[str, Any], user: str, group: str, said: datetime, key: str, *, people: bool
) -> Iterator[Told]:
    """The contact; and the customer, where persons are the customers. A group call's traits are the organisation's."""
    traits = _traits(message) if message["type"] == "identify" else {}
    names = filter(None, (line(traits.get(one)) for one in ("firstName", "lastName")))
    name = line(traits.get("name")) or " ".join(names)
    cells = {
        "name": name,
        "email": address(traits.get("email")),
        "phone": line(traits.get("phone"), 60),
    }
    cells = {column: cell for column, cell in cells.items() if cell}
    customer = user if people else group
    if people and message["type"] == "identify":
        shown = name or cells.get("email", "")
        yield told("customers", said, key, **_customer(user, shown, "person", traits))
    if customer:
        cells["customer_id"] = customer
    if cells:
        yield told("contacts", said, key, contact_id=user, **cells)


def _organisation(message: Mapping[str, Any], group: str, said: datetime, key: str) -> Told:
    traits = _traits(message) if message["type"] == "group" else {}
    return told("customers", said, key, **_customer(group, line(traits.get("name")), "organisation", traits))


def _customer(id_: str, name: str, kind: str, traits: Mapping[str, Any]) -> dict[str, str]:
    cells = {
        "name": name,
        "country": country(at(traits, "address", "country")),
        "since": iso(moment(traits.get("createdAt")) or moment(traits.get("created_at"))),
    }
    return {"customer_id": id_, "kind": kind, **{column: cell for column, cell in cells.items() if cell}}


def _traits(message: Mapping[str, Any]) -> Mapping[str, Any]:
    found = message.get("traits")
    return found if isinstance(found, Mapping) else {}


def _also_known(
    message: Mapping[str, Any], kind: str, user: str, said: datetime, key: str, settings: Mapping[str, Any]
) -> Iterator[Told]:
    """The anonymous id under which somebody was seen before they were known."""
    before = identity(message.get("previousId") if kind == "alias" else message.get("anonymousId"))
    if before and user and before != user:
        source = text(settings.get("source")) or SOURCE
        cells = {"type": "external", "value": ANONYMOUS + before, "contact_id": user, "source": source}
        yield told("identities", said, key, **cells)
