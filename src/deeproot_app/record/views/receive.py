"""Where sources call: webhooks at /hooks/<slug>/, tracking libraries at /v1/<call>.

No session, no cookie and no page: a call is known by its signature or its key alone, so no forged form can be one, and
CSRF protection, which guards sessions, has nothing to guard. What is answered with 2xx is on the disk.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from deeproot_app import channels
from deeproot_app.base import address, clock
from deeproot_app.record.arrivals.keep import Removed, Thing
from deeproot_app.record.receiving import body, calls, heed, rate
from deeproot_app.record.receiving.body import Refused
from deeproot_app.record.receiving.known import REMEMBERED, Known
from deeproot_app.record.receiving.together import TOGETHER, NotKept

log = logging.getLogger("deeproot.receive")

LARGEST: Final = 4 << 20
"""Bytes of a webhook: far above what any source of ours sends."""
BROWSERS: Final = {
    # A page of yours may call from anywhere: the key is no secret there, and nothing is told in return.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, X-Retry-Count",
    "Access-Control-Max-Age": "86400",
}
LATER: Final = 5
"""Seconds after which a source may try again what could not be kept."""
PAUSED: Final = 300

View = Callable[..., HttpResponse]


def receives(view: View) -> View:
    """Answer what the view refuses, and what cannot be kept now, so that its source understands and tries again."""

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            return view(request, **arguments)
        except Refused as refused:
            return _answer(refused.status, refused.says, refused.field, refused.wait)
        except Removed:
            return _answer(HTTPStatus.NOT_FOUND)
        except (DatabaseError, NotKept, OSError):
            log.exception("a delivery was not kept; its source was told to send it again")
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "It could not be kept; send it again.", wait=LATER)

    return answering


def _answer(status: HTTPStatus, says: str = "", field: str = "", wait: int = 0, **more: Any) -> HttpResponse:
    """A status, and where there is something to say, JSON."""
    said = {**({"error": says} if says else {}), **({"field": field} if field else {}), **more}
    response = HttpResponse(json.dumps(said) if said else b"", content_type="application/json", status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@receives
def hook(request: HttpRequest, slug: str) -> HttpResponse:
    """A webhook: its signature is checked over the raw bytes before anything else is done with them."""
    if request.method == "HEAD":  # Intercom asks so whether anybody is there
        return _answer(HTTPStatus.OK)
    if request.method != "POST":
        return _answer(HTTPStatus.METHOD_NOT_ALLOWED)
    known = REMEMBERED.at(slug)
    if known is None:
        return _answer(HTTPStatus.NOT_FOUND)
    _let_through(known)
    raw = body.read(request, LARGEST)
    headers = _headers(request)
    channel = channels.channel(known.connection.channel)
    now = clock.now()
    if why := channel.verify(raw, headers, known.secrets.get("secret", ""), now):
        heed.refused(known.connection, why)
        return _answer(HTTPStatus.UNAUTHORIZED)
    heed.accepted(known.connection)
    key = channel.key(raw, headers) if hasattr(channel, "key") else ""
    kept = {name: headers[name] for name in getattr(channel, "KEPT", ()) if name in headers}
    TOGETHER.keep(known.connection, [Thing(key, {**kept, "received-at": now.isoformat()}, raw)])
    return _answer(HTTPStatus.OK)


def _let_through(known: Known) -> None:
    """Refuse calls of a paused connection, and more than a connection may send."""
    if known.paused:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "This connection is paused; send it again later.", wait=PAUSED)
    if wait := rate.BUCKETS.take(known.connection.pk):
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "Too many calls; send it again later.", wait=wait)


def _headers(request: HttpRequest) -> dict[str, str]:
    """The headers in lower case, and what else HubSpot signs: the method, and the address as it knows it."""
    given = {name.lower(): value for name, value in request.headers.items()}
    return {**given, ":method": str(request.method), ":url": address.of(request.get_full_path())}


@receives
def track(request: HttpRequest, call: str) -> HttpResponse:
    """A call of a tracking library."""
    response = _track(request, call)
    for name, value in BROWSERS.items():
        response.headers[name] = value
    return response


def _track(request: HttpRequest, call: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if request.method != "POST":
        return _answer(HTTPStatus.METHOD_NOT_ALLOWED)
    try:
        return _tracked(request, calls.named(call))
    except Refused as refused:
        return _answer(refused.status, refused.says, refused.field, refused.wait)


def _tracked(request: HttpRequest, call: str) -> HttpResponse:
    """Keep one call. Where the key stands in the headers it is checked before the body is read."""
    given = calls.key_in_headers(request)
    known = _with_key(given) if given else None
    calls.check_type(request)
    most = calls.LARGEST_BATCH
    raw = body.unpacked(request, body.read(request, most), most)
    read = calls.read(raw, call)
    known = known or _with_key(read.key)
    if not read.good:
        raise calls.refusal(read)
    now = clock.now().isoformat()
    TOGETHER.keep(known.connection, calls.things(read, raw, call, now))
    return _answer(HTTPStatus.OK, success=True, **calls.told(read))


def _with_key(key: str) -> Known:
    """The connection with that write key. Raises Refused where there is none, or it may not be called now."""
    known = REMEMBERED.with_key(key) if key else None
    if known is None:
        says = "The write key is not one of ours." if key else "Give the write key: as user of Basic authentication."
        raise Refused(HTTPStatus.UNAUTHORIZED, says, "writeKey")
    _let_through(known)
    return known
