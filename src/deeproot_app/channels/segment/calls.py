"""The calls of Segment's tracking API: taken apart, and what is wrong with one, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import LONGEST_ID, at, identity, line, moment

SHORT: Final = {"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias", "b": "batch"}
"""What browsers and phones say instead of the whole word; `import` is what older servers call a batch."""
TYPES: Final = ("identify", "track", "page", "screen", "group", "alias")
OBJECTS: Final = ("traits", "properties", "context", "integrations")
MOMENTS: Final = ("timestamp", "originalTimestamp", "sentAt")
IDS: Final = ("userId", "anonymousId", "groupId", "previousId", "messageId")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one call."""

    field: str
    says: str
    """A clause that follows the field's name."""

    def __str__(self) -> str:
        return f"{self.field} {self.says}"


def name_of(path: str) -> str:
    """The call that a path ends in, by its whole word; empty for one that there is not."""
    word = SHORT.get(path, "batch" if path == "import" else path)
    return word if word in TYPES or word == "batch" else ""


def messages(given: Any, call: str) -> Iterator[Any]:
    """The single messages of a call, each with its type and what the batch says of all; whatever they are.

    Raises ValueError with a Fault where a batch is none.
    """
    if call != "batch" and not (isinstance(given, Mapping) and "batch" in given and not call):
        yield {**given, "type": call or given.get("type")} if isinstance(given, Mapping) else given
        return
    if not isinstance(given, Mapping) or not isinstance(given.get("batch"), list):
        raise ValueError(Fault("batch", "is missing; it must be a list of calls"))
    every = {name: given[name] for name in ("context", "sentAt") if name in given}
    for one in given["batch"]:
        if not isinstance(one, Mapping):
            yield one
            continue
        context = {**_object(every, "context"), **_object(one, "context")}
        yield {**every, **one, "context": context} if context else {**every, **one}


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name)
    return found if isinstance(found, Mapping) else {}


def fault(message: Any) -> Fault | None:
    """What is wrong with one call, the first thing; None where nothing is."""
    if not isinstance(message, Mapping):
        return Fault("the call", "is no JSON object")
    kind = message.get("type")
    if kind not in TYPES:
        return Fault("type", f"must be one of {', '.join(TYPES)}")
    return _wrong_shape(message) or _missing(message, str(kind))


def _wrong_shape(message: Mapping[str, Any]) -> Fault | None:
    for name in IDS:
        value = message.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            return Fault(name, "must be text")
        if value is not None and len(str(value)) > LONGEST_ID:
            return Fault(name, f"is longer than {LONGEST_ID} characters")
    for name in OBJECTS:
        if message.get(name) is not None and not isinstance(message[name], Mapping):
            return Fault(name, "must be an object")
    for name in MOMENTS:
        if message.get(name) is not None and moment(message[name]) is None:
            return Fault(name, "must be a moment in ISO 8601, like 2026-03-01T10:00:00Z")
    return None


def _missing(message: Mapping[str, Any], kind: str) -> Fault | None:
    if kind == "track" and not (isinstance(message.get("event"), str) and line(message["event"])):
        return Fault("event", "is missing; a track call names what was done")
    if kind == "group" and not group_of(message):
        return Fault("groupId", "is missing; a group call names the organisation")
    if kind == "alias" and not identity(message.get("previousId")):
        return Fault("previousId", "is missing; an alias call names the id that somebody had before")
    if not user_of(message) and (kind == "alias" or not identity(message.get("anonymousId"))):
        return Fault(
            "userId", "is missing" if kind == "alias" else "is missing, and so is anonymousId: give one of them"
        )
    return None


def user_of(message: Mapping[str, Any]) -> str:
    """Who acted, by the id under which your product knows them (also ChurnZero's contactExternalId)."""
    return identity(message.get("userId")) or _external(message, "contactExternalId")


def group_of(message: Mapping[str, Any]) -> str:
    """For which organisation (also ChurnZero's accountExternalId)."""
    given = identity(message.get("groupId")) or identity(at(message, "context", "groupId"))
    return given or _external(message, "accountExternalId")


def _external(message: Mapping[str, Any], name: str) -> str:
    for path in (("traits",), ("properties",), ("context", "traits")):
        if found := identity(at(message, *path, name)):
            return found
    return ""


APART: Final = 60.0
"""Seconds that the sender's clock may be apart from ours without being corrected: less is the way, not the clock."""


def when(message: Mapping[str, Any], received: datetime | None) -> datetime | None:
    """When it was done: the sender's moment put right by what its clock is wrong, and never after it was received.

    The clock is wrong by `sentAt` less the moment of receiving (Segment's spec, "timestamps in messages"). None where
    neither the sender nor the receiver says anything of it.
    """
    sent = moment(message.get("sentAt"))
    original = moment(message.get("originalTimestamp")) or moment(message.get("timestamp"))
    if received is None:
        return original or sent
    if original is None:
        return received
    if sent and abs((received - sent).total_seconds()) > APART:
        original += received - sent
    return min(original, received)
