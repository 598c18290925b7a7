"""A feed that is asked: only what is new of it comes, as the feed itself says (ETag, Last-Modified; RFC 9110, 13)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from deeproot_app.base import clock, net
from deeproot_app.base.errors import UserError
from deeproot_app.channels.feeds.parse import Entry, entries, mention
from deeproot_app.channels.mentions import speaks_of
from deeproot_app.channels.shapes import Fetched, Unreadable

ACCEPT: Final = "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.1"
MEMORY: Final = {"etag": "if-none-match", "last-modified": "if-modified-since"}
"""What an answer says of its state, and under which name it is told at the next question."""
REFUSALS: Final = {
    401: "it asks for a password; Deeproot reads public feeds only",
    403: "it refuses to be read by a program",
    404: "there is nothing at this address any more",
    410: "it is gone for good: remove this connection",
    429: "it asks us to come less often; it is asked again later",
}


def fetch(settings: Mapping[str, Any], secrets: Mapping[str, str], cursor: Mapping[str, Any]) -> Iterator[Fetched]:
    """The feed's entries that speak of us; those that were kept before do no harm. Raises UserError."""
    asked = {header: str(cursor[name]) for name, header in MEMORY.items() if cursor.get(name)}
    answer = net.get(str(settings["address"]), headers={"accept": ACCEPT, **asked})
    if answer.status == 304:
        yield Fetched()
        return
    if answer.status != 200:
        reason = REFUSALS.get(answer.status, f"it answers with status {answer.status}")
        raise UserError(f"The feed at {net.shown(answer.address)} cannot be read: {reason}.")
    found = entries(answer.body)
    if isinstance(found, Unreadable):
        raise UserError(f"What stands at {net.shown(answer.address)} cannot be read: {found.reason}.")
    remembered = {name: answer.headers[name] for name in MEMORY if answer.headers.get(name)}
    yield Fetched(list(things(found, str(settings.get("about", "")))), remembered)


def things(found: list[Entry], about: str) -> Iterator[tuple[str, Mapping[str, Any], bytes]]:
    """The entries that speak of us, as deliveries."""
    seen = clock.now().isoformat()
    for entry in found:
        one = mention(entry)
        if speaks_of(one, about):
            yield one.id, {"found": seen}, json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
