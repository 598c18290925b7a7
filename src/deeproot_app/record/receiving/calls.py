"""One call of a tracking library: its key, what is right and what is wrong with it, and what of it is kept."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest

from deeproot_app.channels.deliveries import NotJson, identity, read_json, text
from deeproot_app.channels.segment.calls import Fault, fault, messages, name_of
from deeproot_app.record.arrivals.keep import Thing
from deeproot_app.record.receiving.body import Refused

LARGEST_CALL: Final = 32 << 10
LARGEST_BATCH: Final = 500 << 10
"""Bytes, as Segment has them."""
TYPES: Final = {"", "application/json", "text/plain", "application/octet-stream"}
"""What JSON is sent as; browsers send `text/plain`, for then they need not ask first."""
MOST_TOLD: Final = 100


@dataclass(slots=True)
class Read:
    """A call, taken apart."""

    key: str
    """The write key in its body; may be empty."""
    good: list[Mapping[str, Any]] = field(default_factory=list)
    refused: list[tuple[int, Any, Fault]] = field(default_factory=list)
    """Place in the batch, the message, and what is wrong with it."""
    batch: bool = False


def named(call: str) -> str:
    """The call that an address ends in. Raises Refused where there is no such call."""
    if not (found := name_of(call)):
        raise Refused(HTTPStatus.NOT_FOUND, f"There is no call {call[:40]!r}; docs/tracking.md names them.")
    return found


def key_in_headers(request: HttpRequest) -> str:
    """The write key as the user of Basic authentication; empty where there is none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(given.strip(), validate=True).decode().partition(":")[0]
    except (Error, ValueError):
        raise Refused(HTTPStatus.UNAUTHORIZED, "The Authorization header is no Basic authentication.") from None


def check_type(request: HttpRequest) -> None:
    """Refuse what says of itself that it is no JSON."""
    given = (request.content_type or "").lower()
    if given not in TYPES and not given.endswith("+json"):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON: Content-Type: application/json.", "Content-Type")


def read(raw: bytes, call: str) -> Read:
    """A call taken apart. Raises Refused where it is no JSON, no call, or too large."""
    if call != "batch" and len(raw) > LARGEST_CALL:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The call is larger than {LARGEST_CALL >> 10} KB.")
    try:
        given = read_json(raw)
        some = list(messages(given, call))
    except NotJson as broken:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The body cannot be read: {broken}.", "body") from None
    except ValueError as broken:
        wrong: Fault = broken.args[0]
        raise Refused(HTTPStatus.BAD_REQUEST, f"{wrong}.", wrong.field) from None
    found = Read(text(given.get("writeKey")) if isinstance(given, Mapping) else "", batch=call == "batch")
    for place, message in enumerate(some):
        wrong_with = fault(message) or (_too_large(message) if len(raw) > LARGEST_CALL else None)
        if wrong_with is None:
            found.good.append(message)
        else:
            found.refused.append((place, message, wrong_with))
    if found.batch and not some:
        raise Refused(HTTPStatus.BAD_REQUEST, "batch is empty.", "batch")
    return found


def _too_large(message: Mapping[str, Any]) -> Fault | None:
    size = len(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return Fault("the call", f"is larger than {LARGEST_CALL >> 10} KB") if size > LARGEST_CALL else None


def refusal(given: Read) -> Refused:
    """The answer where nothing of a call can be kept: what is wrong, the first thing, and where."""
    place, _, wrong = given.refused[0]
    at = f"batch[{place}]." if given.batch else ""
    return Refused(HTTPStatus.BAD_REQUEST, f"{at}{wrong}.", f"{at}{wrong.field}")


def things(given: Read, raw: bytes, call: str, received: str) -> list[Thing]:
    """What is kept of a call: the whole, as it came; and each malformed one of a batch again, with what is wrong."""
    headers = {"call": call, "received-at": received}
    wrong = [
        Thing(f"refused:{_digest(message)}", {**headers, "call": "", "refused": f"{why}"}, _bytes(message))
        for _, message, why in given.refused
    ]
    return [Thing(_key(given), headers, raw), *wrong]


def _key(given: Read) -> str:
    """The same whenever the call is sent: made of the ids of its messages; empty (its bytes) where one has none."""
    ids = [identity(message.get("messageId")) for message in given.good]
    if not all(ids) or not ids:
        return ""
    return f"batch:{_digest(ids)}" if given.batch else ids[0]


def _bytes(message: Any) -> bytes:
    return json.dumps(message).encode()


def _digest(thing: Any) -> str:
    return sha256(_bytes(thing)).hexdigest()


def told(given: Read) -> dict[str, Any]:
    """What to tell of those that were refused: the place of each, its field, and why."""
    if not given.refused:
        return {}
    some = [{"index": place, "field": why.field, "error": f"{why}."} for place, _, why in given.refused[:MOST_TOLD]]
    return {"refused": some, "refusedCount": len(given.refused)}
